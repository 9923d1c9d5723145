import type { Configuration } from '../config/configuration.ts';
import { renderRepositoryPath } from '../config/templates.ts';
import type { KnownEnvironment } from './verify-facts.ts';

/** Every environment that an image may have come through. */
export function environmentsBefore(
  { policy }: Configuration,
  environment: string,
): readonly string[] {
  const names = new Set<string>();
  const add = (name: string): void => {
    for (const from of policy.environments.get(name)?.from ?? []) {
      if (names.has(from)) continue;
      names.add(from);
      add(from);
    }
  };
  add(environment);
  names.delete(environment);
  return [...names];
}

/** Every environment of the policy, with what its repositories are called, without asking any. */
export function knownEnvironments(
  { policy }: Configuration,
  image: string,
): ReadonlyMap<string, KnownEnvironment> {
  const labelOf = (registry: string, path: string): string => {
    const { url, prefix } = policy.registries.get(registry) ?? {};
    const base = `${url?.host}${url?.pathname.replace(/\/$/, '')}`;
    return [base, prefix, renderRepositoryPath(path, image)].filter(Boolean).join('/');
  };
  return new Map(
    [...policy.environments].map(([name, environment]) => [
      name,
      {
        policy: environment,
        repositories: environment.repositories.map(({ registry, path }) => labelOf(registry, path)),
      },
    ]),
  );
}
