// Keeps the contract of docs/contract.md and does nothing else; promotion.yaml (as JSON) says how it goes:
// { needs?: [line], plan?: 'approve' | 'wait' | 'promote' | 'done', submitters?, lock?, milestone?, shows?: [line], finds?: true,
//   fails?: { <command>: { status, message? } } }
const { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

const [command, , requestFile] = process.argv.slice(2);
const request = JSON.parse(readFileSync(requestFile, 'utf8'));
const folder = dirname(requestFile);
const write = (name, text) => writeFileSync(join(folder, name), `${text}\n`);
const config = request.options.config ?? 'promotion.yaml';

function stop(status, message) {
  if (message) write('message.txt', message);
  process.exit(status);
}

if (!existsSync(config)) stop(78, `There is no ${config}.`);
const how = JSON.parse(readFileSync(config, 'utf8'));
if (how.fails?.[command]) {
  if (how.shows && command !== 'needs') write('show.txt', how.shows.join('\n'));
  stop(how.fails[command].status, how.fails[command].message);
}

mkdirSync(folder, { recursive: true });
const reference = `registry.example.com/shop/checkout@sha256:${'1'.repeat(64)}`;
process.stdout.write(`${command} in ${process.cwd()}\n`);

if (command === 'needs') {
  const { result, drift } = request.options;
  if (result ?? drift) write('refusal.txt', result ?? drift);
  writeFileSync(join(folder, 'needs.txt'), (how.needs ?? []).map((line) => `${line}\n`).join(''));
} else {
  for (const line of how.needs ?? []) {
    const [type, , name, second, third] = line.split(' ');
    const value = process.env[name];
    const file = { file: '', privateKey: '', dockerCert: '/key.pem' }[type];
    const has = file === undefined ? value : readFileSync(`${value}${file}`, 'utf8');
    const who = { usernamePassword: value, privateKey: process.env[second] }[type];
    const word = process.env[type === 'privateKey' ? third : second];
    process.stdout.write(
      who === undefined
        ? `${command} has ${has}\n`
        : `${command} signs in as ${who} with ${type === 'privateKey' ? `${has} and ` : ''}${word}\n`,
    );
  }
}

function end() {
  write('reference.txt', reference);
  mkdirSync(join(folder, 'report'), { recursive: true });
  write('report/index.html', '<!DOCTYPE html>');
  write('show.txt', (how.shows ?? [`description ${request.options.env}: ${reference}`]).join('\n'));
}

if (command === 'record') {
  write('record.json', '{}');
  write('reference.txt', reference);
}

if (command === 'rollback' || (command === 'find' && how.finds)) write('reference.txt', reference);

if (command === 'plan') {
  write('next.txt', how.plan ?? 'promote');
  write('plan.json', '{}');
  write('gates.xml', '<testsuites/>');
  if (how.lock) write('lock.txt', how.lock);
  if (how.milestone) write('milestone.txt', request.options.env);
  if (how.plan === 'done') end();
  if (how.plan === 'approve') {
    write(
      'approval.txt',
      `Promote ${reference} to ${request.options.env}?\nGates: 2 passed – “all”.`,
    );
    write('submitters.txt', how.submitters ?? 'bob,uat-leads');
    write('approvals.txt', String(how.people ?? 1));
    write('timeout.txt', '4320');
  }
}

if (command === 'promote') {
  // The real engine clears what an earlier command of the folder said is next.
  for (const name of ['next.txt', 'milestone.txt']) rmSync(join(folder, name), { force: true });
  if (!existsSync(join(folder, 'plan.json'))) stop(1, 'The plan did not arrive.');
  const { approvals = [] } = request;
  if (approvals.some((answer) => !answer?.PROMOTE_IMAGE_APPROVER)) {
    stop(20, 'Nobody approved this promotion.');
  }
  if (approvals.some(({ DECISION }) => DECISION === 'reject')) stop(20, 'Rejected.');
  if (how.asksAgain && readFileSync(join(folder, 'plan.json'), 'utf8').trim() === '{}') {
    write('plan.json', '{"changed":true}');
    write('next.txt', 'approve');
    write('approval.txt', 'Asked again, since the policy changed.');
  } else {
    end();
  }
}
