import type { Configuration, EnvironmentPolicy } from '../config/configuration.ts';
import { inOneSpelling } from '../promotion/candidate/running/image-name.ts';
import { labelsOfImage } from '../promotion/environments.ts';
import { type HostThing, namesOfThing } from './running.ts';

/**
 * What of an image runs for an environment: under a name that it has there or, since that is how things are
 * deployed by hand, under one that it has in an environment which does not run on that host.
 * @param isMeant of what runs under no name of promotion.yaml
 */
export function ownThings(
  configuration: Configuration,
  environment: EnvironmentPolicy,
  image: string,
  things: readonly HostThing[],
  isMeant: (thing: HostThing) => boolean = () => false,
): readonly HostThing[] {
  const all = [...configuration.policy.environments.values()];
  return things.filter((thing) => {
    const names = namesOfThing(thing);
    const isNamedIn = (policy: EnvironmentPolicy) =>
      namesIn(configuration, policy, image).some((name) => names.includes(name));
    if (isNamedIn(environment)) return true;
    const named = all.filter(isNamedIn);
    if (named.length === 0) return isMeant(thing);
    return !named.some(({ runsOn }) => runsOn?.includes(thing.host) === true);
  });
}

/** `host/name` under which hosts of an environment may run an image, in one spelling. */
export function namesIn(
  configuration: Configuration,
  policy: EnvironmentPolicy,
  image: string,
): readonly string[] {
  return labelsOfImage(configuration, policy, image).map(inOneSpelling);
}

/** The same of all environments. */
export function namesAnywhere(configuration: Configuration, image: string): readonly string[] {
  return [...configuration.policy.environments.values()].flatMap((policy) =>
    namesIn(configuration, policy, image),
  );
}
