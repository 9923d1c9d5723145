import type { EnvironmentPolicy } from '../../config/configuration.ts';
import { Failure } from '../../failures.ts';
import { targetsOf } from './plan-deployments.ts';

/**
 * Refuses a release set of which two images would be given to one service.
 * @throws Failure TARGET_SHARED
 */
export function requireTargetsApart(
  promoted: readonly { readonly image: string; readonly policy: EnvironmentPolicy }[],
): void {
  const owners = new Map<string, string>();
  for (const { image, policy } of promoted) {
    for (const { target, name } of targetsOf(policy, image)) {
      if (target.isOfOneImage !== true) continue;
      const owner = owners.get(name);
      if (owner !== undefined && owner !== image)
        throw targetShared(policy.name, name, owner, image);
      owners.set(name, image);
    }
  }
}

const targetShared = (environment: string, target: string, first: string, second: string) =>
  new Failure(
    'TARGET_SHARED',
    'configuration',
    `In ${environment}, ${target} would be given two images of the release set, ${first} and ${second}.`,
    `Say in promotion.yaml which image each target of \`deploy\` is for, images: ['${first}'], or write {name} in the name of the service.`,
  );
