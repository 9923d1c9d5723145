import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './cli/run.ts';
import { runProgram } from './run-program.ts';

/** Put in by the build from package.json. */
declare const PROMOTE_IMAGE_VERSION: string;

const { env } = process;

void run({
  argv: process.argv.slice(2),
  cwd: process.cwd(),
  env,
  dockerConfig: join(env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), 'config.json'),
  version: PROMOTE_IMAGE_VERSION,
  nodeVersion: process.versions.node,
  runProgram,
  clock: { now: () => new Date(), random: Math.random, sleep: (ms) => sleep(ms) },
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
}).then((exitCode) => {
  process.exitCode = exitCode;
  // Requests that nobody waits for any more, such as repetitions after another failure, hold no step up.
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
});
