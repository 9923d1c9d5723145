import type { Configuration, EnvironmentPolicy } from '../config/configuration.ts';
import { filled } from '../deploy/swarm/pick-services.ts';
import { inOneSpelling, nameOfImage } from '../promotion/candidate/running/image-name.ts';
import { labelsOfImage } from '../promotion/environments.ts';
import { type HostThing, namesOfThing } from './running.ts';

/**
 * What of an image runs for an environment: what its targets deploy, what runs under a name that it has there or, since that is how things are
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
    const owners = ownersOf(configuration, image, thing);
    if (owners.length > 0) return owners.some(({ name }) => name === environment.name);
    const names = namesOfThing(thing);
    const isNamedIn = (policy: EnvironmentPolicy) =>
      namesIn(configuration, policy, image).some((name) => names.includes(name));
    if (isNamedIn(environment)) return true;
    const named = all.filter(isNamedIn);
    if (named.length === 0) return isMeant(thing);
    return !named.some(({ runsOn }) => runsOn?.includes(thing.host) === true);
  });
}

/** The environments of a host that are told to run it there, else those under whose name it was told to run. */
function ownersOf(
  configuration: Configuration,
  image: string,
  { host, kind, one }: HostThing,
): readonly EnvironmentPolicy[] {
  const onHost = [...configuration.policy.environments.values()].filter(({ runsOn = [] }) =>
    runsOn.includes(host),
  );
  const deploying = onHost.filter(
    (policy) => kind === 'service' && servicesOf(policy, image, host).includes(one.name),
  );
  if (deploying.length > 0) return deploying;
  const told = nameOfImage(one.image);
  return onHost.filter(
    (policy) => told !== undefined && namesIn(configuration, policy, image).includes(told),
  );
}

/** Names of the services that an environment's targets update on a host. */
function servicesOf(
  { deploy = [], runsOn = [] }: EnvironmentPolicy,
  image: string,
  host: string,
): readonly string[] {
  return deploy
    .filter(({ kind, images, settings }) => {
      const isOfImage = images === undefined || images.includes(image);
      return kind === 'swarm' && isOfImage && (settings['host'] ?? runsOn[0]) === host;
    })
    .flatMap(({ settings }) => [filled(settings, image).service ?? []].flat());
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
