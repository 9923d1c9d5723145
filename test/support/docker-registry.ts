import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const START_LIMIT_MS = 15_000;

export interface DockerRegistryOptions {
  /** Name to password; anonymous access when absent. */
  readonly users?: Readonly<Record<string, string>>;
  readonly tls?: { readonly keyFile: string; readonly certFile: string };
  /** Folder for the content, kept on close; a temporary one when absent. */
  readonly root?: string;
  /** `REGISTRY_…` variables, which override the configuration file. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface DockerRegistry {
  /** `http://127.0.0.1:<port>`, with TLS `https://…`. */
  readonly url: string;
  readonly root: string;
  /** The last lines it logged. */
  log(): string;
  close(): Promise<void>;
}

/** True where Debian's docker-registry, and htpasswd of apache2-utils for its users, are installed. */
export async function hasDockerRegistry(): Promise<boolean> {
  const trials = [run('docker-registry', ['--version']), run('htpasswd', ['-bnB', 'name', 'word'])];
  return Promise.all(trials).then(
    () => true,
    () => false,
  );
}

/** Starts Debian's `docker-registry` (distribution 2.8) on a free loopback port, with deletes enabled. */
export async function startDockerRegistry(
  options: DockerRegistryOptions = {},
): Promise<DockerRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'docker-registry-'));
  const root = options.root ?? join(folder, 'content');
  const configuration = join(folder, 'config.yml');
  await writeFile(configuration, JSON.stringify(await configure(options, folder, root)));

  const server = spawn('docker-registry', ['serve', configuration], {
    env: { PATH: process.env['PATH'], ...options.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  server.stderr.setEncoding('utf8');
  server.stderr.on('data', (text: string) => {
    log = (log + text).slice(-20_000);
  });
  const close = async () => {
    await stop(server);
    await rm(folder, { recursive: true, force: true });
  };

  try {
    const port = await listeningPort(server, () => log);
    const url = `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
    return { url, root, log: () => log, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The file is read as YAML, which JSON is. https://distribution.github.io/distribution/about/configuration/ */
async function configure(options: DockerRegistryOptions, folder: string, root: string) {
  return {
    version: 0.1,
    log: { level: 'info', accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: root, maxthreads: 100 },
      delete: { enabled: true },
      maintenance: { uploadpurging: { enabled: false } },
    },
    http: {
      addr: '127.0.0.1:0',
      ...(options.tls && { tls: { key: options.tls.keyFile, certificate: options.tls.certFile } }),
    },
    ...(options.users && {
      auth: { htpasswd: { realm: 'registry', path: await passwords(options.users, folder) } },
    }),
  };
}

async function passwords(users: Readonly<Record<string, string>>, folder: string): Promise<string> {
  const lines = await Promise.all(
    Object.entries(users).map(async ([name, password]) => {
      const { stdout } = await run('htpasswd', ['-BbnC', '4', name, password]);
      return stdout.trim();
    }),
  );
  const file = join(folder, 'htpasswd');
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

/** The port stands in the log line that it writes once the socket is open, so connections succeed from then on. */
async function listeningPort(server: ChildProcess, log: () => string): Promise<string> {
  const signal = AbortSignal.timeout(START_LIMIT_MS);
  const failed = new Promise<never>((_, reject) => {
    const fail = (why: string) => reject(new Error(`docker-registry ${why}:\n${log()}`));
    server.once('error', (error) => fail(`did not start (${error.message})`));
    server.once('exit', (code) => fail(`ended with ${code}`));
    signal.addEventListener('abort', () => fail('did not listen in time'));
  });
  failed.catch(() => undefined);
  for (;;) {
    const port = /listening on 127\.0\.0\.1:(\d+)/.exec(log())?.[1];
    if (port !== undefined) return port;
    await Promise.race([once(server.stderr as NodeJS.ReadableStream, 'data'), failed]);
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGKILL');
  await once(server, 'exit');
}
