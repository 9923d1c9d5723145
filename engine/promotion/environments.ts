import type { Configuration, EnvironmentPolicy } from '../config/configuration.ts';
import { nearestName } from '../config/nearest-name.ts';
import { renderRepositoryPath } from '../config/templates.ts';
import { Failure } from '../failures.ts';
import { labelOf, type Registry, type Repository, repositoryOf } from '../registry/repository.ts';

/** Opens a registry that promotion.yaml names; each once. */
export type OpenRegistry = (name: string) => Promise<Registry>;

/** An environment with its repositories, ready to be asked. */
export interface Environment {
  readonly policy: EnvironmentPolicy;
  readonly name: string;
  /** At least one. */
  readonly repositories: readonly Repository[];
  /** The first of them: where the environment is read. */
  readonly main: Repository;
}

/** @throws Failure UNKNOWN_ENVIRONMENT, and what opening its registries throws */
export async function openEnvironment(
  { policy, file }: Configuration,
  image: string,
  name: string,
  openRegistry: OpenRegistry,
): Promise<Environment> {
  const environment = policy.environments.get(name);
  if (environment === undefined)
    throw unknownEnvironment(name, [...policy.environments.keys()], file);
  const repositories = await Promise.all(
    environment.repositories.map(async ({ registry, path }) => {
      const prefix = policy.registries.get(registry)?.prefix;
      const name = fullNameOf(prefix, renderRepositoryPath(path, image));
      return repositoryOf(await openRegistry(registry), name);
    }),
  );
  const [main] = repositories;
  if (main === undefined) throw new Error(`environment ${name} has no repository`);
  return { policy: environment, name, repositories, main };
}

/** Where an environment's hosts pull an image, which is opened here; where it is written, unless said. */
export async function openPullRepository(
  { policy }: Configuration,
  { policy: { pullFrom }, main }: Environment,
  image: string,
  openRegistry: OpenRegistry,
): Promise<Repository> {
  if (pullFrom === undefined) return main;
  const prefix = policy.registries.get(pullFrom.registry)?.prefix;
  const name = fullNameOf(prefix, renderRepositoryPath(pullFrom.path, image));
  return repositoryOf(await openRegistry(pullFrom.registry), name);
}

/** `host/name` under which hosts may run an image of an environment; nothing is opened. */
export function labelsOfImage(
  { policy }: Configuration,
  { repositories, pullFrom }: EnvironmentPolicy,
  image: string,
): readonly string[] {
  const places = pullFrom === undefined ? repositories : [pullFrom, ...repositories];
  return places.flatMap(({ registry, path }) => {
    const known = policy.registries.get(registry);
    if (known === undefined) return [];
    return [labelOf(known.url, fullNameOf(known.prefix, renderRepositoryPath(path, image)))];
  });
}

/**
 * Repositories of other environments on the registry of a repository: what they have can be mounted. Only
 * that registry, which is open already, is ever asked.
 */
export function neighboursOf(
  { policy }: Configuration,
  image: string,
  { registry, label }: Repository,
): readonly Repository[] {
  const prefix = policy.registries.get(registry.name)?.prefix;
  const neighbours = [...policy.environments.values()]
    .flatMap(({ repositories }) => repositories)
    .filter((template) => template.registry === registry.name)
    .map(({ path }) => fullNameOf(prefix, renderRepositoryPath(path, image)))
    .map((name) => repositoryOf(registry, name));
  return [...new Map(neighbours.map((one) => [one.label, one])).values()].filter(
    (one) => one.label !== label,
  );
}

function fullNameOf(prefix: string | undefined, path: string): string {
  return prefix === undefined ? path : `${prefix}/${path}`;
}

/** The environment that the build pushes to: the one without `from`. */
export function firstEnvironment({ policy, file }: Configuration): string {
  const first = [...policy.environments.values()].filter(({ from }) => from.length === 0);
  const [only, ...others] = first.map(({ name }) => name);
  if (only !== undefined && others.length === 0) return only;
  throw new Failure(
    'WHICH_ENVIRONMENT',
    'usage',
    `${file} has ${first.length} environments without \`from\` (${first.map(({ name }) => name).join(', ')}), so it is not clear which one the build pushed to.`,
    `Name it: recordImage(env: '${only ?? 'dev'}', …).`,
  );
}

function unknownEnvironment(name: string, known: readonly string[], file: string): Failure {
  const near = nearestName(name, known);
  return new Failure(
    'UNKNOWN_ENVIRONMENT',
    'usage',
    `Unknown environment \`${name.slice(0, 60)}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
    `${file} has: ${known.join(', ')}.`,
  );
}
