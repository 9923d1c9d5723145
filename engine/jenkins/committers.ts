import type { RunProgram } from '../run-program.ts';

const TIMEOUT_MS = 15_000;
const COMMIT = /^[0-9a-f]{7,64}$/;

/** Names and mail addresses of a commit's author and committer; empty where git cannot tell. */
export async function findCommitters(
  commit: string | undefined,
  cwd: string,
  runProgram: RunProgram,
): Promise<readonly string[]> {
  if (commit !== undefined && !COMMIT.test(commit)) return [];
  const { exitCode, stdout } = await runProgram(
    'git',
    ['log', '-1', '--format=%an%n%ae%n%cn%n%ce', commit ?? 'HEAD', '--'],
    { cwd, timeoutMs: TIMEOUT_MS },
  );
  if (exitCode !== 0) return [];
  return [...new Set(stdout.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
}
