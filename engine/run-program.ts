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
}

/** Runs a program, without a shell; never throws. */
export type RunProgram = (
  file: string,
  args: readonly string[],
  options: ProgramOptions,
) => Promise<ProgramResult>;

const OUTPUT_LIMIT_CHARACTERS = 1_000_000;

/** The real thing; loaded on first use, since most runs start no program. */
export const runProgram: RunProgram = async (file, args, { cwd, input, timeoutMs }) => {
  const { execa } = await import('execa');
  const { exitCode, stdout, stderr } = await execa(file, args, {
    reject: false,
    timeout: timeoutMs,
    maxBuffer: OUTPUT_LIMIT_CHARACTERS,
    ...(cwd !== undefined && { cwd }),
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  });
  return { exitCode, stdout: String(stdout ?? ''), stderr: String(stderr ?? '') };
};
