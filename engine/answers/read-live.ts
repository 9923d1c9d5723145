import type { Configuration, EnvironmentPolicy } from '../config/configuration.ts';
import type { Reading } from '../evidence/ledger.ts';
import { nameOfImage } from '../promotion/candidate/running/image-name.ts';
import { startedDigest } from '../promotion/candidate/running/started-digest.ts';
import type { Environment } from '../promotion/environments.ts';
import type { AskHost, HostContent, SilentHost } from './ask-hosts.ts';
import type { EnvironmentState } from './environment-state.ts';
import { liveDriftOf } from './live-drift.ts';
import { idleServices, pullReference, readRecordedFacts } from './live-facts.ts';
import { namesAnywhere, namesIn, ownThings } from './own-things.ts';
import { digestsOfPlatforms } from './platform-digests.ts';
import { inGroups, type Running, thingsOn } from './running.ts';

export interface LiveSources {
  readonly configuration: Configuration;
  readonly askHost: AskHost;
  readonly reading: Reading;
}

/** What the hosts of an environment run, whatever it is. */
export async function readHosts(
  { runsOn = [] }: EnvironmentPolicy,
  askHost: AskHost,
): Promise<{ readonly hosts: readonly HostContent[]; readonly silent: readonly SilentHost[] }> {
  const answers = await Promise.all(runsOn.map(askHost));
  return {
    hosts: answers.filter((answer): answer is HostContent => !('silence' in answer)),
    silent: answers.filter((answer): answer is SilentHost => 'silence' in answer),
  };
}

/**
 * What of an environment's state shows only on its hosts; the state as it is where none is named for it.
 * @param others states of all environments asked about: what one of them put there is none of this one's drift
 */
export async function withLive(
  { configuration, askHost, reading }: LiveSources,
  environment: Environment,
  state: EnvironmentState,
  others: readonly EnvironmentState[],
): Promise<EnvironmentState> {
  const { policy, name, main } = environment;
  if (policy.runsOn === undefined) return state;
  const { image, placed } = state;
  const { hosts, silent } = await readHosts(policy, askHost);
  const everyName = namesAnywhere(configuration, image);
  const family = placed && (await digestsOfPlatforms(environment.repositories, placed.digest));
  const own = ownThings(configuration, policy, image, thingsOn(hosts)).map(async (thing) => {
    const started = await startedDigest(thing.one, everyName, main);
    return { thing, digest: started && family?.has(started) ? placed?.digest : started };
  });
  const all = inGroups(await Promise.all(own));
  const running = all.filter((one) => !isOfAnother(configuration, state, others, one));
  const names = namesIn(configuration, policy, image);
  const tags = [...new Set(state.repositories.flatMap((one) => one.tags.map((tag) => tag.name)))];
  const reference = pullReference(configuration, environment, state, tags);
  const drift = liveDriftOf({
    ...(await readRecordedFacts(environment, state, running, reading)),
    ...{ environment: name, isFirst: policy.from.length === 0, tags, names },
    ...(placed !== undefined && { placed }),
    ...(reference !== undefined && { reference }),
    ...{ hosts: policy.runsOn, isHostSilent: silent.length > 0, running },
    idle: idleServices(hosts, names, all),
  });
  return {
    ...state,
    live: { running, silent },
    drift: [...state.drift, ...drift],
    doubts: [...state.doubts, ...silent.map(({ silence }) => silence)],
  };
}

/** Environments may share a host and a repository: then what another one was given is its own. */
function isOfAnother(
  configuration: Configuration,
  { environment, image, placed }: EnvironmentState,
  others: readonly EnvironmentState[],
  { host, digest, image: reference }: Running,
): boolean {
  if (digest === undefined || digest === placed?.digest) return false;
  return others.some((other) => {
    const policy = configuration.policy.environments.get(other.environment);
    if (policy?.runsOn?.includes(host) !== true || other.environment === environment) return false;
    const isNamed = namesIn(configuration, policy, image).includes(nameOfImage(reference) ?? '');
    return other.placed?.digest === digest && isNamed;
  });
}
