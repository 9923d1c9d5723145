import { setTimeout as sleep } from 'node:timers/promises';
import { openDockerEngine } from '../../engine/docker/connect.ts';
import type { DockerEngine } from '../../engine/docker/engine.ts';
import { findService } from '../../engine/docker/services.ts';
import { listTasks } from '../../engine/docker/tasks.ts';
import type { Digest } from '../../engine/oci/digest.ts';
import { type CommandResult, startDockerEngine } from './docker-engine.ts';
import { startDockerRegistry } from './docker-registry.ts';
import { buildBusyboxImage } from './images/busybox-image.ts';
import { pushImage } from './images/push-image.ts';

/** An image in the registry that nodes have to sign in to. */
export interface PublishedImage {
  /** `host/name`. */
  readonly repository: string;
  readonly tag: string;
  readonly digest: Digest;
  /** `host/name:tag@sha256:…`. */
  readonly reference: string;
}

export interface Swarm {
  readonly engine: DockerEngine;
  /** `host:port` of the registry. */
  readonly registry: string;
  /** For that registry. */
  readonly credentials: { readonly username: string; readonly password: string };
  /** Pushes an image that sleeps, or runs `command`; each tag has content of its own. */
  publish(repository: string, tag: string, command?: readonly string[]): Promise<PublishedImage>;
  /** A service whose tasks run when this returns, or those of a job have ended. */
  createService(
    name: string,
    image: string,
    flags?: readonly string[],
    command?: readonly string[],
  ): Promise<void>;
  docker(args: readonly string[]): Promise<CommandResult>;
  /** True answers are waited for. */
  until(isSo: () => Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

const CREDENTIALS = { username: 'nodes', password: 'secret of the nodes' };
/** What makes tasks come and go at once. */
const QUICK = [
  ...['--network', 'host', '--stop-grace-period', '0s', '--restart-delay', '1s'],
  ...['--update-monitor', '1s', '--rollback-monitor', '1s'],
];
const JOB = ['--network', 'host', '--restart-condition', 'none'];
const LIMIT_MS = 25_000;

/** A swarm of one node, with a registry. */
export async function startSwarm(): Promise<Swarm> {
  const registry = await startDockerRegistry({
    users: { [CREDENTIALS.username]: CREDENTIALS.password },
  });
  const host = await startDockerEngine();
  const address = { kind: 'unix', path: host.socket } as const;
  const engine = await openDockerEngine('swarm-qa', address, {}, { env: {}, sleep });
  const registryHost = new URL(registry.url).host;

  const docker = async (args: readonly string[]): Promise<CommandResult> => {
    const result = await host.run(args);
    if (result.exitCode === 0) return result;
    // Swarm wrote to the service between the client's look and its update: a person asks again.
    if (result.stderr.includes('update out of sequence')) return docker(args);
    throw new Error(`docker ${args.join(' ')}: ${result.stderr}`);
  };
  const tasksRun = async (name: string) => {
    const service = await findService(engine, name);
    const tasks = await listTasks(engine, [service?.id ?? name]);
    const { mode } = service ?? {};
    const wanted = mode?.kind === 'replicated' ? mode.replicas : 1;
    return tasks.filter(({ state }) => /^(running|complete)$/.test(state)).length >= wanted;
  };

  await docker(['swarm', 'init', '--advertise-addr', '127.0.0.1', '--listen-addr', '127.0.0.1:0']);
  const { username, password } = CREDENTIALS;
  await docker(['login', '--username', username, '--password', password, registryHost]);
  return {
    engine,
    docker,
    registry: registryHost,
    credentials: CREDENTIALS,

    async publish(repository, tag, command) {
      const image = await buildBusyboxImage({
        platforms: ['linux/amd64'],
        labels: { tag },
        ...(command !== undefined && { command }),
      });
      const target = { url: registry.url, repository, credentials: CREDENTIALS };
      const digest = await pushImage(target, image, [tag]);
      const name = `${registryHost}/${repository}`;
      return { repository: name, tag, digest, reference: `${name}:${tag}@${digest}` };
    },

    async createService(name, image, flags = [], command = []) {
      const usual = flags.some((flag) => flag.endsWith('-job')) ? JOB : QUICK;
      const how = ['--detach', '--no-resolve-image', '--with-registry-auth', ...usual, ...flags];
      await docker(['service', 'create', ...how, '--name', name, image, ...command]);
      await until(() => tasksRun(name));
    },

    until,

    async close() {
      await engine.close();
      await host.run(['swarm', 'leave', '--force']);
      await host.run(['network', 'rm', 'docker_gwbridge']);
      await host.close();
      await registry.close();
    },
  };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const limit = Date.now() + LIMIT_MS; !(await isSo()); await sleep(100)) {
    if (Date.now() > limit) throw new Error('It did not come to be so in time.');
  }
}
