// Keeps the contract of docs/contract.md and does nothing else; promotion.yaml (as JSON) says how it goes:
// { needs?: [line], plan?: 'approve' | 'promote' | 'done', submitters?, finds?: true, fails?: { <command>: { status, message? } } }
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
if (how.fails?.[command]) stop(how.fails[command].status, how.fails[command].message);

mkdirSync(folder, { recursive: true });
const reference = `registry.example.com/shop/checkout@sha256:${'1'.repeat(64)}`;
process.stdout.write(`${command} in ${process.cwd()}\n`);

if (command === 'needs') {
  writeFileSync(join(folder, 'needs.txt'), (how.needs ?? []).map((line) => `${line}\n`).join(''));
} else {
  for (const line of how.needs ?? []) {
    const [type, , name, password] = line.split(' ');
    const value = process.env[name];
    process.stdout.write(
      type === 'usernamePassword'
        ? `${command} signs in as ${value} with ${process.env[password]}\n`
        : `${command} has ${type === 'file' ? readFileSync(value, 'utf8') : value}\n`,
    );
  }
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
  if (how.plan === 'done') write('reference.txt', reference);
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
  if (!existsSync(join(folder, 'plan.json'))) stop(1, 'The plan did not arrive.');
  const { approvals = [] } = request;
  if (approvals.some((answer) => !answer?.PROMOTE_IMAGE_APPROVER)) {
    stop(20, 'Nobody approved this promotion.');
  }
  if (approvals.some(({ DECISION }) => DECISION === 'reject')) stop(20, 'Rejected.');
  // The real engine clears what an earlier command of the folder said is next.
  rmSync(join(folder, 'next.txt'), { force: true });
  if (how.asksAgain && readFileSync(join(folder, 'plan.json'), 'utf8').trim() === '{}') {
    write('plan.json', '{"changed":true}');
    write('next.txt', 'approve');
    write('approval.txt', 'Asked again, since the policy changed.');
  } else {
    write('reference.txt', reference);
  }
}
