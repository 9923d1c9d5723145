import type { Configuration, RegistryPolicy } from '../config/configuration.ts';
import { isBuildBound } from '../config/templates.ts';
import type { EnvironmentUnderTest } from '../diagnosis/diagnose.ts';
import type { RegistryUnderTest } from '../diagnosis/registry-subject.ts';
import { Failure } from '../failures.ts';
import { createClient, DEFAULT_PATIENCE } from '../http/client.ts';
import { createDispatcher } from '../http/dispatcher.ts';
import { createLimiter, type Limiter } from '../http/limiter.ts';
import type { Clock, HttpSender } from '../http/request.ts';
import { openSession } from '../http/session.ts';
import { type OpenRegistry, openEnvironment } from '../promotion/environments.ts';
import { createRegistry } from '../registry/repository.ts';
import type { CommandContext } from './command.ts';
import { caFile, credentialsOf } from './open-registries.ts';

/** Somebody waits for the answer, so a registry that is busy is not waited for as long as in a promotion. */
const PATIENCE = { ...DEFAULT_PATIENCE, attempts: 3, totalMs: 30_000 };

/** Every registry of promotion.yaml, opened as far as that goes: what fails is a finding. */
export function registriesUnderTest(
  { policy }: Configuration,
  context: CommandContext,
): Promise<readonly RegistryUnderTest[]> {
  const limiter = createLimiter(context.clock.sleep);
  return Promise.all([...policy.registries.values()].map((one) => prepare(one, context, limiter)));
}

async function prepare(
  registry: RegistryPolicy,
  context: CommandContext,
  limiter: Limiter,
): Promise<RegistryUnderTest> {
  const { name, url, ca, credentials, signInHosts } = registry;
  return {
    name,
    url,
    signInHosts,
    ...(ca !== undefined && { ca }),
    ...(credentials !== undefined && { credentialsId: credentials }),
    credentials: await credentialsOf(registry, context).catch(asFailure),
    sender: openSender(registry, context, limiter),
  };
}

/** Authorities that cannot be read are a finding, so they wait for the first request. */
function openSender(
  registry: RegistryPolicy,
  { env, cwd, clock }: CommandContext,
  limiter: Limiter,
): HttpSender {
  try {
    const dispatcher = createDispatcher(env, caFile(registry, cwd));
    return createClient(dispatcher, limiter, clock, PATIENCE);
  } catch (error) {
    const failure = asFailure(error);
    return { send: () => Promise.reject(failure) };
  }
}

/** The environments of promotion.yaml for one image, on registries that were prepared. */
export async function environmentsUnderTest(
  configuration: Configuration,
  image: string,
  registries: readonly RegistryUnderTest[],
  clock: Clock,
): Promise<readonly EnvironmentUnderTest[]> {
  const opened = new Map(
    registries.map(({ name, url, signInHosts, sender, credentialsId, credentials }) => {
      const known = credentials instanceof Failure ? undefined : credentials;
      const settings = {
        url,
        signInHosts,
        ...(known !== undefined && { credentials: known }),
        ...(credentialsId !== undefined && { credentialsId }),
      };
      const session = openSession(sender, clock, settings);
      return [name, createRegistry(name, url, credentialsId, session)] as const;
    }),
  );
  const openRegistry: OpenRegistry = async (name) => {
    const registry = opened.get(name);
    if (registry === undefined) throw new Error(`registry ${name} is not in the configuration`);
    return registry;
  };
  const names = [...configuration.policy.environments.keys()];
  const environments = await Promise.all(
    names.map((name) => openEnvironment(configuration, image, name, openRegistry)),
  );
  return environments.map(({ name, policy, repositories }) => ({
    name,
    from: policy.from,
    repositories: repositories.map((repository) => ({
      repository,
      tags: policy.tags.map((template) => ({ template, isBuildBound: isBuildBound(template) })),
      sources: environments
        .filter((one) => policy.from.includes(one.name))
        .map((one) => ({ environment: one.name, repository: one.main })),
    })),
  }));
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}
