import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { command } from '../../engine/gates/command.ts';
import { runProgram } from '../../engine/run-program.ts';
import { gateContract, NOTHING, noSources } from './contract.ts';

const workspace = await mkdtemp(join(tmpdir(), 'command-'));
afterAll(() => rm(workspace, { recursive: true, force: true }));

async function script(name: string, text: string): Promise<void> {
  await writeFile(join(workspace, name), `#!${process.execPath}\n${text}\n`);
  await chmod(join(workspace, name), 0o755);
}
await script('yes', 'console.log("first"); console.log("Checked.");');
await script(
  'no',
  'console.error("noise"); console.log("\\x1b[31mno\\tway\\x1b[0m\\n\\n"); process.exit(3);',
);
await script('complain', 'console.error("first"); console.error("broken"); process.exit(1);');
await script('silent', 'process.exit(2);');
await script('arguments', 'console.log(JSON.stringify(process.argv.slice(2)));');
await script('killed', 'process.kill(process.pid, "SIGKILL");');
await script(
  'facts',
  'let t = ""; process.stdin.on("data", (d) => (t += d)).on("end", () => { const f = JSON.parse(t); console.log([f.digest.slice(0, 9), f.environment, f.requester, f.placements[0].at, f.verdicts.length].join(" ")); });',
);

const sources = noSources({ workspace, runProgram });
const context = { sources, build: { number: '10', version: '--help' } };
const evaluate = (run: readonly string[], more: object = {}) =>
  command.evaluate({ ...NOTHING, ...context, ...more }, { run });

gateContract(command, [
  { settings: { run: ['./yes'] }, context, outcome: 'pass' },
  { settings: { run: ['./yes', '{digest}'] }, context, outcome: 'pass' },
  { settings: { run: ['./no'] }, context, outcome: 'fail' },
  { settings: { run: ['./silent'] }, context, outcome: 'fail' },
  { settings: { run: ['./not-here'] }, context, outcome: 'error' },
  { settings: { run: ['./killed'] }, context, outcome: 'error' },
  { settings: { run: ['./arguments', '{version}'] }, context, outcome: 'error' },
]);

describe('the gate command', () => {
  it.each([
    ['./yes', 'pass', '`./yes` ended with 0. It says: Checked.'],
    ['./no', 'fail', '`./no` ended with 3. It says: no way.'],
    ['./complain', 'fail', '`./complain` ended with 1. It says: broken.'],
    ['./silent', 'fail', '`./silent` ended with 2. It printed nothing.'],
    [
      './not-here',
      'error',
      '`./not-here` did not start, or was ended before it could answer. It printed nothing.',
    ],
  ])('judges %s by its exit code, and quotes its last line', async (program, outcome, because) => {
    expect(await evaluate([program])).toMatchObject({ outcome, because });
  });

  it('fills in arguments that are one placeholder, and runs no shell', async () => {
    const { because } = await evaluate(['./arguments', '{image}', '{build}', '$HOME', '{{json}}']);

    expect(because).toBe(
      '`./arguments` ended with 0. It says: ["shop/checkout","10","$HOME","{{json}}"].',
    );
  });

  it('runs nothing where a value would be an option', async () => {
    expect(await evaluate(['./arguments', '{version}'])).toEqual({
      outcome: 'error',
      because: 'The value --help would be an option to `./arguments`, so it was not run.',
      remedy: 'Record the build with values that do not start with "-".',
    });
  });

  it('runs nothing where a value is not known', async () => {
    await expect(evaluate(['./arguments', '{commit}'])).rejects.toMatchObject({
      code: 'VALUE_UNKNOWN',
    });
  });

  it('hands on the signal that ends with the time limit of the gate', async () => {
    const { signal } = new AbortController();
    const given: object[] = [];
    const watched = noSources({
      workspace,
      runProgram: async (_, __, options) => {
        given.push(options);
        return { exitCode: 0, stdout: '', stderr: '' };
      },
    });

    await evaluate(['./yes'], { sources: watched, signal });

    expect(given).toEqual([expect.objectContaining({ cwd: workspace, signal })]);
  });

  it('tells the program what is known of the image', async () => {
    const at = new Date('2026-11-20T12:00:00Z');
    const placements = [{ environment: 'qa', at, tags: ['10'] }];

    expect((await evaluate(['./facts'], { requester: 'alice', placements })).because).toBe(
      '`./facts` ended with 0. It says: sha256:aa uat alice 2026-11-20T12:00:00.000Z 0.',
    );
  });

  it.each([
    ['{digest}', true],
    ['--format={{json}}', true],
    ['{branch}', true],
    ['a\nb', true],
    ['--digest={digest}', false],
    ['{digest}{image}', false],
    ['a\n{digest}', false],
  ])('is checked by the schema: %j', (argument, isValid) => {
    const { run } = command.settings.properties as { run: { items: { pattern: string } } };

    expect(new RegExp(run.items.pattern, 'u').test(argument)).toBe(isValid);
  });
});
