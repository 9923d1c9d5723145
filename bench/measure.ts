import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Cost {
  readonly wallMs: number;
  /** User and system time of the program and all it started. */
  readonly cpuMs: number;
  /** Of the largest single process. */
  readonly peakKib: number;
}

/** Runs a program under GNU time; its home is `folder`, so that nobody's settings or sign-ins count. */
export async function measure(command: readonly string[], folder: string): Promise<Cost> {
  const costFile = join(folder, 'cost');
  const start = performance.now();
  const child = spawn('/usr/bin/time', ['-f', '%U %S %M', '-o', costFile, ...command], {
    env: { PATH: process.env['PATH'], HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let problems = '';
  child.stderr.on('data', (chunk) => {
    problems += chunk;
  });
  const [code] = await once(child, 'close');
  const wallMs = performance.now() - start;
  if (code !== 0)
    throw new Error(
      `${command.slice(0, 6).join(' ')} ended with ${code}:\n${problems.slice(-2000)}`,
    );
  const [user = 0, system = 0, peakKib = 0] = (await readFile(costFile, 'utf8'))
    .split(' ')
    .map(Number);
  return { wallMs, cpuMs: (user + system) * 1000, peakKib };
}
