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
  readonly timeoutMs: number;
  /** Ends the program. */
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
  const { exitCode, stdout, stderr } = await execa(file, args, {
    reject: false,
    timeout: timeoutMs,
    maxBuffer: OUTPUT_LIMIT_CHARACTERS,
    ...(cwd !== undefined && { cwd }),
    ...(signal !== undefined && { cancelSignal: signal }),
    ...(env !== undefined && { env, extendEnv: false }),
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  });
  return { exitCode, stdout: String(stdout ?? ''), stderr: String(stderr ?? '') };
};
