import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { Interpreter } from './groovy/interpreter.ts';
import { type Build, type BuildOutcome, runBuild } from './groovy/run-build.ts';

/** A build that ran through, and what became of it from each of its saves. */
export interface Restarts {
  readonly whole: BuildOutcome;
  /** From each save during which a machine or a person is waited for, to the end of the build. */
  readonly ended: readonly BuildOutcome[];
  /** From each other save, to the next of those. */
  readonly reached: readonly BuildOutcome[];
}

/** Runs a build through, then, in another process, what is left of it from each point at which it was saved. */
export async function restartEverywhere(build: Build): Promise<Restarts> {
  const { folder, saveTo } = await folders();
  const whole = await inNewProcess((jenkins) => runBuild(jenkins, folder, { ...build, saveTo }));
  const ended: BuildOutcome[] = [];
  const reached: BuildOutcome[] = [];
  await inNewProcess(async (jenkins) => {
    for (const [save, standsAt] of whole.saves.entries()) {
      const goOn = { ...build, goOnFrom: join(saveTo, String(save)) };
      const endsAt = whole.saves.find((next, i) => i > save && isWait(next));
      if (isWait(standsAt) || endsAt === undefined)
        ended.push(await runBuild(jenkins, folder, goOn));
      else reached.push(await runBuild(jenkins, folder, { ...goOn, endsAt }));
    }
  });
  return { whole, ended, reached };
}

export const isWait = (standsAt: string): boolean => standsAt.startsWith('during ');

/**
 * Runs a build in one process after another: each ends where the build comes to stand at the next of these.
 * @param meanwhile what happens between them, with the folder of the agents' machines
 */
export async function restartAt(
  places: readonly string[],
  build: Build,
  meanwhile: (machines: string) => Promise<void> = async () => {},
): Promise<BuildOutcome> {
  const { folder, saveTo } = await folders();
  let part = build;
  for (const endsAt of places) {
    const current = { ...part, saveTo, endsAt };
    const { saves } = await inNewProcess((jenkins) => runBuild(jenkins, folder, current));
    expect(saves.at(-1)).toBe(endsAt);
    const goOnFrom = join(saveTo, String(saves.length - 1));
    await meanwhile(join(goOnFrom, 'disk'));
    part = { ...build, goOnFrom };
  }
  return inNewProcess((jenkins) => runBuild(jenkins, folder, part));
}

async function folders(): Promise<{ readonly folder: string; readonly saveTo: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'promote-image jenkins '));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return { folder, saveTo: join(folder, 'saves') };
}

async function inNewProcess<T>(use: (jenkins: Interpreter) => Promise<T>): Promise<T> {
  const jenkins = await Interpreter.start();
  try {
    return await use(jenkins);
  } finally {
    jenkins.stop();
  }
}
