import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../engine/run-program.ts';

/** Prints its own number and that of its child, then waits for it. */
const PARENT = 'trap "" HUP; sleep 1000 & echo "$$ $!"; wait';
const STUBBORN = 'trap "" TERM; echo up >&2; sleep 1000';
const LONGEST_MS = 600_000;

describe('a program', () => {
  it('ends with its signal, and what it started with it', async () => {
    const stop = new AbortController();
    const running = runProgram('sh', ['-c', PARENT], {
      timeoutMs: LONGEST_MS,
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(), 300);

    const { exitCode, stdout } = await running;

    expect(exitCode).toBeUndefined();
    const numbers = stdout.trim().split(' ').map(Number);
    expect(numbers).toHaveLength(2);
    await expect.poll(() => Promise.all(numbers.map(isRunning))).toEqual([false, false]);
  });

  it('ends even when it would rather not', async () => {
    const stop = new AbortController();
    const running = runProgram('sh', ['-c', STUBBORN], {
      timeoutMs: LONGEST_MS,
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(), 300);

    expect(await running).toEqual({ exitCode: undefined, stdout: '', stderr: 'up' });
  }, 20_000);

  it('does not start when its signal has ended already', async () => {
    const options = { timeoutMs: LONGEST_MS, signal: AbortSignal.abort() };

    expect(await runProgram('echo', ['x'], options)).toEqual({
      exitCode: undefined,
      stdout: '',
      stderr: '',
    });
  });
});

/** One that nobody asked for its exit code is still listed, as a zombie. */
async function isRunning(id: number): Promise<boolean> {
  const state = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => ') Z');
  return !/\) [ZX]/.test(state);
}
