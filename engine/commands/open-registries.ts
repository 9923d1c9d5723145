import { resolve } from 'node:path';
import type { Configuration } from '../config/configuration.ts';
import { findCredentials } from '../config/find-credentials.ts';
import { createClient } from '../http/client.ts';
import { createDispatcher } from '../http/dispatcher.ts';
import { createLimiter } from '../http/limiter.ts';
import { openSession } from '../http/session.ts';
import type { OpenRegistry } from '../promotion/environments.ts';
import { createRegistry, type Registry } from '../registry/repository.ts';
import type { CommandContext } from './command.ts';

/** The registries of promotion.yaml, each signed in to once, all behind one limiter. */
export function openRegistries(
  { policy }: Configuration,
  { env, cwd, clock, mask, dockerConfig, runProgram }: CommandContext,
): OpenRegistry {
  const limiter = createLimiter(clock.sleep);
  const opened = new Map<string, Promise<Registry>>();

  return (name) => {
    const registry = opened.get(name) ?? open(name);
    opened.set(name, registry);
    return registry;
  };

  async function open(name: string): Promise<Registry> {
    const registry = policy.registries.get(name);
    if (registry === undefined) throw new Error(`registry ${name} is not in the configuration`);
    const credentials = await findCredentials(registry, { env, dockerConfig, runProgram });
    if (credentials !== undefined) {
      const { username, password } = credentials;
      mask.add(password);
      mask.add(Buffer.from(`${username}:${password}`).toString('base64'));
    }
    const ca = registry.ca === undefined ? undefined : resolve(cwd, registry.ca);
    const client = createClient(createDispatcher(env, ca), limiter, clock);
    const session = openSession(client, clock, {
      url: registry.url,
      signInHosts: registry.signInHosts,
      ...(credentials !== undefined && { credentials }),
    });
    return createRegistry(name, registry.url, registry.credentials, session);
  }
}
