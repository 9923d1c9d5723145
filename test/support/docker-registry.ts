import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startServerProgram } from './servers/server-program.ts';

const run = promisify(execFile);

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

  const cleanUp = () => rm(folder, { recursive: true, force: true });
  const server = await startServerProgram({
    file: 'docker-registry',
    args: ['serve', configuration],
    ...(options.env && { env: options.env }),
    announcement: /listening on 127\.0\.0\.1:(\d+)/,
  }).catch(async (error) => {
    await cleanUp();
    throw error;
  });
  return {
    url: options.tls === undefined ? server.url : server.url.replace('http:', 'https:'),
    root,
    log: server.log,
    async close() {
      await server.close();
      await cleanUp();
    },
  };
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
