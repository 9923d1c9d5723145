import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { run } from '../../engine/cli/run.ts';
import { runProgram } from '../../engine/run-program.ts';

/** What `promote-image doctor` left on a terminal. */
export interface DoctorOutcome {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `promote-image doctor` on a terminal, beside a promotion.yaml. */
export async function runDoctor(
  promotionYaml: string,
  env: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<DoctorOutcome> {
  const cwd = await mkdtemp(join(tmpdir(), 'doctor '));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  await writeFile(join(cwd, 'promotion.yaml'), promotionYaml);
  const said = { out: '', err: '' };
  const exitCode = await run({
    argv: ['doctor', ...flags],
    cwd,
    env,
    dockerConfig: join(cwd, 'no-docker-config.json'),
    version: '0.0.0',
    nodeVersion: '20.18.1',
    runProgram,
    clock: {
      now: () => new Date(),
      random: () => 0.5,
      sleep: (ms) => new Promise((done) => setTimeout(done, Math.min(ms, 5))),
    },
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
  });
  return { exitCode, ...said };
}
