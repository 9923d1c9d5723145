import { resolve } from 'node:path';
import { unescape as decodePercent } from 'node:querystring';
import type { Configuration, RegistryPolicy } from '../config/configuration.ts';
import { type FoundCredentials, findCredentials } from '../config/find-credentials.ts';
import { createClient } from '../http/client.ts';
import { createDispatcher } from '../http/dispatcher.ts';
import { createLimiter } from '../http/limiter.ts';
import { openSession } from '../http/session.ts';
import type { OpenRegistry } from '../promotion/environments.ts';
import { createRegistry, type Registry } from '../registry/repository.ts';
import type { CommandContext } from './command.ts';

/** The registries of promotion.yaml, each signed in to once, all behind one limiter. */
export function openRegistries({ policy }: Configuration, context: CommandContext): OpenRegistry {
  const { env, cwd, clock } = context;
  const limiter = createLimiter(clock.sleep);
  maskProxyPasswords(context);
  const opened = new Map<string, Promise<Registry>>();

  return (name) => {
    const registry = opened.get(name) ?? open(name);
    opened.set(name, registry);
    return registry;
  };

  async function open(name: string): Promise<Registry> {
    const registry = policy.registries.get(name);
    if (registry === undefined) throw new Error(`registry ${name} is not in the configuration`);
    const credentials = await credentialsOf(registry, context);
    const client = createClient(createDispatcher(env, caFile(registry, cwd)), limiter, clock);
    const session = openSession(client, clock, {
      url: registry.url,
      signInHosts: registry.signInHosts,
      onToken: context.mask.add,
      ...(credentials !== undefined && { credentials }),
      ...(registry.credentials !== undefined && { credentialsId: registry.credentials }),
    });
    return createRegistry(name, registry.url, registry.credentials, session);
  }
}

/** `http://user:password@proxy.example.com:3128` of the agent's environment. */
function maskProxyPasswords({ env, mask }: CommandContext): void {
  const names = ['http_proxy', 'https_proxy'].flatMap((name) => [name, name.toUpperCase()]);
  for (const address of names.flatMap((name) => env[name] ?? [])) {
    const { password = '' } = URL.canParse(address) ? new URL(address) : {};
    mask.add(password);
    mask.add(decodePercent(password));
  }
}

/** What a registry is signed in to with, masked from now on. @throws Failure CREDENTIALS_ABSENT */
export async function credentialsOf(
  registry: RegistryPolicy,
  { env, mask, dockerConfig, runProgram }: CommandContext,
): Promise<FoundCredentials | undefined> {
  const credentials = await findCredentials(registry, { env, dockerConfig, runProgram });
  if (credentials !== undefined) {
    const { username, password } = credentials;
    mask.add(password);
    mask.add(Buffer.from(`${username}:${password}`).toString('base64'));
  }
  return credentials;
}

export function caFile({ ca }: RegistryPolicy, cwd: string): string | undefined {
  return ca === undefined ? undefined : resolve(cwd, ca);
}
