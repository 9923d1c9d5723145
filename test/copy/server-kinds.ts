import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startDockerRegistry } from '../support/docker-registry.ts';
import { startRegistry } from '../support/registry/start-registry.ts';
import type { WritePolicy } from '../support/registry/write-policy.ts';
import { goBinary } from '../support/servers/go-binary.ts';

export interface Server {
  readonly url: string;
  close(): Promise<void>;
}

/** A registry implementation that images are copied from and to. */
export interface ServerKind {
  readonly name: string;
  start(): Promise<Server>;
}

const FOREIGN_URLS = { REGISTRY_VALIDATION_MANIFESTS_URLS_ALLOW: '[".*"]' };

export const serverKinds: readonly ServerKind[] = [
  nexus('ALLOW'),
  nexus('ALLOW_ONCE'),
  {
    name: 'distribution 2.8',
    start: () => startDockerRegistry({ env: FOREIGN_URLS }),
  },
  { name: 'distribution 3', start: startThree },
  { name: "crane's registry", start: startCrane },
];

function nexus(writePolicy: WritePolicy): ServerKind {
  return {
    name: `Nexus, ${writePolicy}`,
    async start() {
      const registry = await startRegistry({ repositories: { 'docker-dev': { writePolicy } } });
      return { url: registry.url('docker-dev'), close: registry.close };
    },
  };
}

async function startThree(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'distribution-3-'));
  const file = join(folder, 'config.yml');
  const configuration = {
    version: 0.1,
    storage: { filesystem: { rootdirectory: join(folder, 'content') } },
    validation: { manifests: { urls: { allow: ['.*'] } } },
    http: { addr: '127.0.0.1:0' },
  };
  await writeFile(file, JSON.stringify(configuration));
  const env = { OTEL_TRACES_EXPORTER: 'none' };
  const args = ['serve', file];
  const server = await startProgram('distribution-registry', args, env, /127\.0\.0\.1:(\d+)/);
  return {
    url: server.url,
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function startCrane(): Promise<Server> {
  const args = ['registry', 'serve', '--address', '127.0.0.1:0'];
  return startProgram('crane', args, {}, /serving on port (\d+)/);
}

async function startProgram(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  announcement: RegExp,
): Promise<Server> {
  const server = spawn(goBinary(name), args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const port = await portIn(server, announcement);
  server.stderr.resume();
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      if (server.exitCode !== null) return;
      server.kill('SIGKILL');
      await once(server, 'exit');
    },
  };
}

async function portIn(server: ChildProcess, announcement: RegExp): Promise<string> {
  if (server.stderr === null) throw new Error('no standard error to read');
  const lines: string[] = [];
  for await (const line of createInterface(server.stderr)) {
    const port = announcement.exec(line)?.[1];
    if (port !== undefined) return port;
    lines.push(line);
  }
  throw new Error(`the registry ended:\n${lines.join('\n')}`);
}
