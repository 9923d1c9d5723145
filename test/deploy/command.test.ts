import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { command } from '../../engine/deploy/command.ts';
import type { DeployContext } from '../../engine/deploy/target.ts';
import { runProgram } from '../../engine/run-program.ts';
import { NOTHING, noSources, targetContract } from './contract.ts';

const workspace = await mkdtemp(join(tmpdir(), 'deploy-command-'));
afterAll(() => rm(workspace, { recursive: true, force: true }));

async function script(name: string, text: string): Promise<void> {
  await writeFile(join(workspace, name), `#!/bin/sh\n${text}\n`);
  await chmod(join(workspace, name), 0o755);
}
await script('yes', 'echo first; echo "Rolled out."');
await script('no', 'echo noise; echo "no room" >&2; exit 3');
await script('arguments', 'echo "$@"');
await script('environment', 'env | grep "^PROMOTE_IMAGE_" | sort | tr "\\n" " "');
await script('facts', 'cat');

const sources = noSources({
  workspace,
  runProgram: (file, args, { env, ...options }) =>
    runProgram(file, args, { ...options, env: { PATH: process.env['PATH'], ...env } }),
});
const context = { sources };
const deploy = (run: readonly string[], more: Partial<DeployContext> = {}) =>
  command.deploy({ ...NOTHING, sources, ...more }, { run });

targetContract(command, [
  { settings: { run: ['./yes'] }, context, state: 'succeeded' },
  { settings: { run: ['./no', '{reference}'] }, context, state: 'failed' },
  { settings: { run: ['./not-here'] }, context, state: 'failed' },
]);

describe('the target command', () => {
  it.each([
    ['./yes', 'succeeded', '`./yes` ended with 0. It says: Rolled out.'],
    ['./no', 'failed', '`./no` ended with 3. It says: noise.'],
    [
      './not-here',
      'failed',
      '`./not-here` did not start, or was ended before it was done. It printed nothing.',
    ],
  ])('judges %s by its exit code, and quotes its last line', async (program, state, message) => {
    expect(await deploy([program])).toMatchObject({ state, message });
  });

  it('fills in arguments that are one placeholder, and runs no shell', async () => {
    expect((await deploy(['./arguments', '{tag}', '{environment}', '$HOME', '{x}'])).message).toBe(
      '`./arguments` ended with 0. It says: 10-uat uat $HOME {x}.',
    );
  });

  it('tells the program in its environment what to run', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const runProgramFully = noSources({
      ...sources,
      runProgram: async (file, args, options) => {
        const ended = await sources.runProgram(file, args, options);
        told.push(...ended.stdout.trim().split(' '));
        return ended;
      },
    });
    const told: string[] = [];

    await deploy(['./environment'], { sources: runProgramFully, build: { number: '10' } });

    expect(told).toEqual([
      'PROMOTE_IMAGE_BUILD=10',
      `PROMOTE_IMAGE_DIGEST=${digest}`,
      'PROMOTE_IMAGE_ENVIRONMENT=uat',
      'PROMOTE_IMAGE_IMAGE=shop/checkout',
      'PROMOTE_IMAGE_KEY=b7e1-1',
      `PROMOTE_IMAGE_REFERENCE=nexus.example.com/shop/checkout:10-uat@${digest}`,
      'PROMOTE_IMAGE_REPOSITORY=nexus.example.com/shop/checkout',
      'PROMOTE_IMAGE_TAG=10-uat',
    ]);
  });

  it('tells it the same on its standard input, as JSON', async () => {
    const { message } = await deploy(['./facts'], { requester: 'alice' });

    expect(message).toContain('{"image":"shop/checkout","environment":"uat","reference":"nexus.');
  });

  it('runs nothing where a value would be an option', async () => {
    await expect(
      deploy(['./arguments', '{commit}'], { build: { commit: '--force' } }),
    ).rejects.toMatchObject({
      code: 'VALUE_LIKE_OPTION',
      message: 'The value --force would be an option to `./arguments`, so it was not run.',
    });
  });

  it('runs nothing where a value is not known', async () => {
    await expect(deploy(['./arguments', '{build}'])).rejects.toMatchObject({
      code: 'VALUE_UNKNOWN',
      message: 'Settings ask for {build}, and the build record of this image does not say it.',
    });
  });

  it('runs nothing in a dry run', async () => {
    expect(await deploy(['./no', '--to', '{tag}'], { isDryRun: true })).toEqual({
      state: 'succeeded',
      message: '`./no --to 10-uat` would be run.',
    });
  });

  it('is named by its program', () => {
    expect(command.nameOf({ run: ['./no', 'x'] }, undefined, 'shop/checkout')).toBe('command ./no');
  });
});
