import { onTestFinished } from 'vitest';
import { createClient } from '../../engine/http/client.ts';
import { createDispatcher } from '../../engine/http/dispatcher.ts';
import { createLimiter } from '../../engine/http/limiter.ts';
import { openSession } from '../../engine/http/session.ts';
import { createRegistry, type Repository, repositoryOf } from '../../engine/registry/repository.ts';
import { startDockerRegistry } from '../support/docker-registry.ts';
import { buildImage } from '../support/images/build-image.ts';
import { pushImage } from '../support/images/push-image.ts';
import type { Registry, RegistryOptions } from '../support/registry/start-registry.ts';
import { started } from '../support/registry/started.ts';

export const image = buildImage();
export const subject = image.root.descriptor;
export const NOW = new Date('2026-11-21T12:00:00Z');

export const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

/** A repository of the embedded registry that holds the image. */
export async function embedded(
  options: RegistryOptions = {},
): Promise<{ readonly registry: Registry; readonly repository: Repository }> {
  const registry = await started(options);
  await pushImage(registry.target('docker-dev', 'app'), image, ['10']);
  return { registry, repository: open(registry.url('docker-dev')) };
}

/** A repository of Debian's docker-registry that holds the image. */
export async function docker(): Promise<Repository> {
  const registry = await startDockerRegistry();
  onTestFinished(registry.close);
  await pushImage({ url: registry.url, repository: 'app' }, image, ['10']);
  return open(registry.url);
}

/** Without credentials. */
export function open(address: string, name = 'app'): Repository {
  const url = new URL(address);
  const clock = { now: () => new Date(), random: () => 0.5, sleep: async () => {} };
  const client = createClient(createDispatcher({}, undefined), createLimiter(clock.sleep), clock);
  const session = openSession(client, clock, { url, signInHosts: [] });
  return repositoryOf(createRegistry('test', url, undefined, session), name);
}
