import { Duplex } from 'node:stream';
import type { ExecaError } from 'execa';
import { oneLine } from '../failures.ts';

/** A program that runs. */
export interface RunningProgram {
  /** Its standard input and output; fails with {@link ProgramFailed}, and takes the program along when it is destroyed. */
  readonly pipe: Duplex;
  /** When it runs no more; never rejects. */
  readonly ended: Promise<void>;
}

/** Starts a program, without a shell, and without waiting for it. */
export type StartProgram = (
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
) => Promise<RunningProgram>;

/** A program that did not end well. */
export class ProgramFailed extends Error {
  override readonly name = 'ProgramFailed';
  readonly stderr: string;

  /** @param exitCode undefined when it did not start, or was ended by a signal */
  constructor(file: string, exitCode: number | undefined, stderr: string, cause: Error) {
    const how = exitCode === undefined ? 'was ended' : `ended with ${exitCode}`;
    super([`${file} ${how}`, ...(stderr === '' ? [] : [oneLine(stderr)])].join(': '), { cause });
    this.stderr = stderr;
  }
}

const STDERR_LIMIT_CHARACTERS = 100_000;

/** The real thing; loaded on first use, since most runs start no program. */
export const startProgram: StartProgram = async (file, args, env) => {
  const { execa } = await import('execa');
  const child = execa(file, args, {
    env,
    extendEnv: false,
    buffer: { stdout: false },
    maxBuffer: { stderr: STDERR_LIMIT_CHARACTERS },
  });
  const pipe = new Duplex({
    read: () => void child.stdout.resume(),
    // A program that takes nothing any more has ended; how it ended says more than this write.
    write: (chunk, _encoding, done) => void child.stdin.write(chunk, () => done()),
    final: (done) => void child.stdin.end(() => done()),
    destroy: (error, done) => {
      child.kill();
      done(error);
    },
  });
  child.stdin.on('error', () => {});
  child.stdout.on('data', (chunk: Uint8Array) => {
    if (!pipe.push(chunk)) child.stdout.pause();
  });
  const ended = child.then(
    () => void pipe.push(null),
    (error: ExecaError) =>
      void pipe.destroy(new ProgramFailed(file, error.exitCode, String(error.stderr ?? ''), error)),
  );
  return { pipe, ended };
};
