import type { BuildRecord } from '../evidence/record.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import { isPlacement } from '../promotion/candidate/recorded-tag.ts';
import { startedDigest } from '../promotion/candidate/running/started-digest.ts';
import type { Environment } from '../promotion/environments.ts';
import {
  type ObservedImage,
  observeImage,
  speaksAgainst,
} from '../promotion/rollback/observed-image.ts';
import { resolveManifest } from '../registry/manifests.ts';
import { readEnvironmentState } from './environment-state.ts';
import { namesAnywhere, ownThings } from './own-things.ts';
import { digestsOfPlatforms } from './platform-digests.ts';
import { type LiveSources, readHosts } from './read-live.ts';
import { describeRunning, type HostThing, inGroups, type LiveState, thingsOn } from './running.ts';

/** An image in one environment. */
export interface ImagePlace {
  readonly environment: string;
  /** It is what was put there last. */
  readonly isPlaced: boolean;
  readonly repositories: readonly {
    readonly repository: string;
    readonly hasImage: boolean;
    /** Those that the environment's records put on it, and that are on it now. */
    readonly tags: readonly string[];
  }[];
  /** Undefined where promotion.yaml names no host of the environment. */
  readonly live?: LiveState;
  readonly doubts: readonly string[];
}

/** Where an image is, and what is to be known of it. */
export interface Whereabouts {
  readonly image: string;
  readonly digest: Digest;
  readonly build?: BuildRecord;
  /** Why it should be nowhere, as a sentence. */
  readonly against?: string;
  /** In the order of promotion.yaml. */
  readonly places: readonly ImagePlace[];
}

/** Looks for a digest in every environment: what was put there, the tags, and what hosts run. */
export async function readWhereabouts(
  sources: LiveSources,
  environments: readonly Environment[],
  image: string,
  digest: Digest,
): Promise<Whereabouts> {
  const { reading } = sources;
  const observed = await Promise.all(
    environments.map((environment) => observeImage(environment, digest, reading)),
  );
  const everywhere = environments.flatMap(({ repositories }) => repositories);
  const family = await digestsOfPlatforms(everywhere, digest);
  const places = await Promise.all(
    environments.map(async (environment, i): Promise<ImagePlace> => {
      const [state, repositories, runs] = await Promise.all([
        readEnvironmentState(environment, image, reading),
        readRepositories(environment, digest, observed[i]),
        readRuns(sources, environment, image, digest, family),
      ]);
      const { name } = environment;
      const isPlaced = state.placed?.digest === digest;
      const doubts = [...new Set([...doubtsOf(observed[i]), ...runs.doubts])];
      const { live } = runs;
      return { environment: name, isPlaced, repositories, ...(live && { live }), doubts };
    }),
  );
  const [build] = observed.flatMap((one) => one.build ?? []);
  const ledgers = observed.flatMap((one) => one.ledgers);
  const entries = observed.flatMap((one) => one.entries);
  const against = speaksAgainst({ digest, ledgers, entries, build }, reading.now);
  return { image, digest, places, ...(build && { build }), ...(against && { against }) };
}

function readRepositories(
  { name, repositories }: Environment,
  digest: Digest,
  observed: ObservedImage | undefined,
): Promise<ImagePlace['repositories']> {
  const placements = observed?.entries.filter(
    (entry) => entry.digest === digest && isPlacement(entry, name),
  );
  const named = placements?.flatMap(({ record }) => ('tags' in record ? record.tags : []));
  return Promise.all(
    repositories.map(async (repository) => {
      const hasImage = (await resolveManifest(repository, digest)) !== undefined;
      const tags = [...new Set(named)].map(async (tag) =>
        (await resolveManifest(repository, tag))?.digest === digest ? [tag] : [],
      );
      return {
        repository: repository.label,
        hasImage,
        tags: hasImage ? (await Promise.all(tags)).flat() : [],
      };
    }),
  );
}

async function readRuns(
  { configuration, askHost }: LiveSources,
  { name, policy, main }: Environment,
  image: string,
  digest: Digest,
  family: ReadonlySet<Digest>,
): Promise<Pick<ImagePlace, 'live' | 'doubts'>> {
  if (policy.runsOn === undefined) return { doubts: [] };
  const { hosts, silent } = await readHosts(policy, askHost);
  const names = namesAnywhere(configuration, image);
  const isKnown = (thing: HostThing) => digestsOfThing(thing).some((one) => family.has(one));
  const own = ownThings(configuration, policy, image, thingsOn(hosts), isKnown);
  const found = own.map(async (thing) => {
    const started = isKnown(thing) ? digest : await startedDigest(thing.one, names, main);
    return { thing, digest: started && family.has(started) ? digest : started };
  });
  const running = inGroups(await Promise.all(found));
  const unproven = running.filter((one) => one.digest === undefined);
  return {
    live: { running: running.filter((one) => one.digest === digest), silent },
    doubts: [
      ...silent.map(({ silence }) => silence),
      ...unproven.map((one) => `It cannot be proven what ${name} runs as ${describeRunning(one)}.`),
    ],
  };
}

/** What it is pinned to, and what its engine knows it by. */
function digestsOfThing({ one: { digest, repoDigests } }: HostThing): readonly Digest[] {
  if (digest !== undefined) return [digest];
  return repoDigests.map((known) => known.slice(known.indexOf('@') + 1)).filter(isDigest);
}

function doubtsOf(observed: ObservedImage | undefined): readonly string[] {
  const ledgers = observed?.ledgers ?? [];
  return ledgers.flatMap(({ problems, doubted }) =>
    [...problems, ...doubted].map(({ sentence }) => sentence),
  );
}
