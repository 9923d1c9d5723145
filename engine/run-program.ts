import { platform } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import { oneLine } from './failures.ts';

/** How a program ended. */
export interface ProgramResult {
  /** Undefined when it did not start, or was ended by a signal or the time limit. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly input?: string;
  /** As long as it likes where left out. */
  readonly timeoutMs?: number;
  /** Ends the program, and what it started. */
  readonly signal?: AbortSignal;
  /** All that it sees of the environment; ours where left out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs a program, without a shell; never throws. */
export type RunProgram = (
  file: string,
  args: readonly string[],
  options: ProgramOptions,
) => Promise<ProgramResult>;

const OUTPUT_LIMIT_CHARACTERS = 1_000_000;

/** The real thing; loaded on first use, since most runs start no program. */
export const runProgram: RunProgram = async (
  file,
  args,
  { cwd, input, timeoutMs, signal, env },
) => {
  const { execa } = await import('execa');
  if (signal?.aborted === true) return { exitCode: undefined, stdout: '', stderr: '' };
  const isGroup = signal !== undefined && platform() !== 'win32';
  const running = execa(file, args, {
    reject: false,
    maxBuffer: OUTPUT_LIMIT_CHARACTERS,
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
    ...(cwd !== undefined && { cwd }),
    ...(signal !== undefined && (isGroup ? { detached: true } : { cancelSignal: signal })),
    ...(env !== undefined && { env, extendEnv: false }),
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  });
  const endAll = () =>
    void execa('sh', ['-c', END_GROUP, String(running.pid)], { ...OUTLIVES_US, reject: false });
  if (isGroup && running.pid !== undefined) signal.addEventListener('abort', endAll);
  const { exitCode, stdout, stderr } = await running;
  signal?.removeEventListener('abort', endAll);
  return { exitCode, stdout: String(stdout ?? ''), stderr: String(stderr ?? '') };
};

const OUTLIVES_US = { detached: true, cleanup: false, stdio: 'ignore' } as const;

/** Asks every process of the group to end, and ends those that still run after five seconds. */
const END_GROUP = `
kill -s TERM -- "-$0"
for second in 1 2 3 4 5; do sleep 1; kill -s 0 -- "-$0" || exit; done
kill -s KILL -- "-$0"
`;

/** The last line that a program printed, else that it complained with; without a full stop. */
export function lastWordsOf({ stdout, stderr }: ProgramResult): string | undefined {
  return lastLine(stdout) ?? lastLine(stderr);
}

function lastLine(text: string): string | undefined {
  const line = text.slice(-10_000).trimEnd().split('\n').at(-1) ?? '';
  const clean = oneLine(stripVTControlCharacters(line)).replace(/[.\s]+$/, '');
  return clean === '' ? undefined : clean;
}
