import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const START_LIMIT_MS = 15_000;
const LOG_LENGTH = 20_000;

export interface ServerProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The line of its log, on standard error, that tells its port in the first group. */
  readonly announcement: RegExp;
}

export interface RunningServer {
  readonly url: string;
  /** The last lines it logged. */
  log(): string;
  close(): Promise<void>;
}

/** Starts a registry that picks a free loopback port and logs it once it listens. */
export async function startServerProgram(program: ServerProgram): Promise<RunningServer> {
  const server = spawn(program.file, program.args, {
    env: { PATH: process.env['PATH'], ...program.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  server.stderr.setEncoding('utf8');
  server.stderr.on('data', (text: string) => {
    log = (log + text).slice(-LOG_LENGTH);
  });
  const port = await announcedPort(server, program, () => log).catch(async (error) => {
    await stop(server);
    throw error;
  });
  return { url: `http://127.0.0.1:${port}`, log: () => log, close: () => stop(server) };
}

function announcedPort(
  server: ChildProcess,
  { file, announcement }: ServerProgram,
  log: () => string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${file} ${why}:\n${log()}`));
    const limit = setTimeout(() => fail('did not listen in time'), START_LIMIT_MS);
    server.once('error', (error) => fail(`did not start (${error.message})`));
    server.once('close', (code) => fail(`ended with ${code}`));
    server.once('close', () => clearTimeout(limit));
    server.stderr?.on('data', () => {
      const port = announcement.exec(log())?.[1];
      if (port === undefined) return;
      clearTimeout(limit);
      resolve(port);
    });
  });
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGKILL');
  await once(server, 'exit');
}
