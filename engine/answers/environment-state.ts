import { journalTags } from '../evidence/journal.ts';
import { type LedgerEntry, type Reading, readLedger, readRecords } from '../evidence/ledger.ts';
import { isAtItsTime } from '../evidence/record-tag.ts';
import { Failure } from '../failures.ts';
import type { Digest } from '../oci/digest.ts';
import {
  type DigestFacts,
  factsOf,
  isPlacementRecord,
  type PlacementRecord,
  tellsFacts,
} from '../promotion/digest-facts.ts';
import type { Environment } from '../promotion/environments.ts';
import { environmentHolds, type Hold } from '../promotion/holds.ts';
import { resolveManifest } from '../registry/manifests.ts';
import type { Repository } from '../registry/repository.ts';
import { type Drift, driftOf } from './drift.ts';
import type { Placement, RepositoryState } from './placement.ts';
import type { LiveState } from './running.ts';

/** What is in an environment now. */
export interface EnvironmentState {
  readonly environment: string;
  readonly image: string;
  readonly from: readonly string[];
  /** The latest of all its repositories; undefined where nothing was put there. */
  readonly placed?: Placement;
  /** What the records say of that image, in the environment's first repository that has any. */
  readonly facts?: DigestFacts;
  /** Nothing is let in while they last. */
  readonly holds: readonly Hold[];
  readonly repositories: readonly RepositoryState[];
  readonly drift: readonly Drift[];
  /** Undefined where no host was asked. */
  readonly live?: LiveState;
  /** What of the journals, and of the image's records, does not count, and why. */
  readonly doubts: readonly string[];
}

/** Records of a journal that may be passed over since they do not count. */
const MOST_PASSED_OVER = 20;
const PLACEMENTS: readonly string[] = ['build', 'promotion', 'rollback'];
const NOT_ITS_OWN = 'it says another time or environment than its tag, so somebody put it there';

/**
 * Reads what an environment's journals say was put there last, and holds it against what is there. Costs a few
 * requests for each repository and tag, however long the history is.
 */
export async function readEnvironmentState(
  environment: Environment,
  image: string,
  reading: Reading,
): Promise<EnvironmentState> {
  const [journals, held] = await Promise.all([
    Promise.all(
      environment.repositories.map((repository) => readTop(repository, environment.name, reading)),
    ),
    environmentHolds(environment, reading),
  ]);
  const [placed] = journals.flatMap((journal) => journal.placed ?? []).sort(latestFirst);
  const doubts = [...journals.flatMap((journal) => journal.doubts), ...held.notes];
  const { name, policy } = environment;
  const known = { environment: name, image, from: policy.from, holds: held.holds };
  if (placed === undefined) {
    const repositories = environment.repositories.map(({ label }) => ({
      repository: label,
      hasImage: false,
      tags: [],
    }));
    return { ...known, repositories, drift: [], doubts };
  }
  const read = readFacts(environment, placed.digest, reading);
  const earlier = placed.record.kind === 'rollback' ? tagsBefore(await read, name) : [];
  const [repositories, facts] = await Promise.all([
    Promise.all(
      environment.repositories.map((repository, i) =>
        readRepository(repository, placed, journals[i]?.placed, earlier),
      ),
    ),
    read,
  ]);
  return {
    ...known,
    placed: placementOf(placed),
    facts,
    repositories,
    drift: driftOf(name, placementOf(placed), repositories),
    doubts: [...new Set([...doubts, ...facts.doubts])],
  };
}

interface PlacementEntry extends LedgerEntry {
  readonly record: PlacementRecord;
}

interface JournalTop {
  readonly placed?: PlacementEntry;
  readonly doubts: readonly string[];
}

/** The newest placement of one journal that counts. @throws Failure JOURNAL_DOUBTFUL */
async function readTop(
  repository: Repository,
  environment: string,
  reading: Reading,
): Promise<JournalTop> {
  const doubts: string[] = [];
  for await (const page of journalTags(repository, environment)) {
    for (const { tag } of page.filter(({ label }) => PLACEMENTS.includes(label))) {
      if (doubts.length === MOST_PASSED_OVER) throw journalDoubtful(repository, doubts);
      const read = await readRecords(repository, [tag], { ...reading, into: environment });
      const entry = read.entries[0] ?? read.doubted[0];
      const placed = entry === undefined ? undefined : placementIn(entry, environment);
      if (read.entries.length > 0 && placed !== undefined) return { placed, doubts };
      const [why = `${repository.label}:${tag} does not count: ${NOT_ITS_OWN}.`] = [
        ...read.problems,
        ...read.doubted,
      ].map(({ sentence }) => sentence);
      doubts.push(why);
    }
  }
  return { doubts };
}

/** A record that stands at another time than its own, or in another journal, was put there to deceive. */
function placementIn(entry: LedgerEntry, environment: string): PlacementEntry | undefined {
  const { record, tag } = entry;
  if (!isPlacementRecord(record) || record.environment !== environment) return undefined;
  if (!isAtItsTime(tag, record.at)) return undefined;
  return { ...entry, record, digest: record.kind === 'rollback' ? record.to : entry.digest };
}

/** A rollback names only tags that move: those of its build were put on the image when it came first. */
function tagsBefore({ placements }: DigestFacts, environment: string): readonly string[] {
  const before = placements.filter((record) => record.environment === environment);
  return before.find(({ kind }) => kind !== 'rollback')?.tags ?? [];
}

/** The tags that this repository's record of the image names; those of another region's where it has none. */
async function readRepository(
  repository: Repository,
  { digest, record }: PlacementEntry,
  own: PlacementEntry | undefined,
  earlier: readonly string[],
): Promise<RepositoryState> {
  const named = new Set([...(own?.digest === digest ? own : { record }).record.tags, ...earlier]);
  const [hasImage, tags] = await Promise.all([
    resolveManifest(repository, digest).then((found) => found !== undefined),
    Promise.all(
      [...named].map(async (name) => {
        const now = await resolveManifest(repository, name);
        return { name, ...(now !== undefined && { now: now.digest }) };
      }),
    ),
  ]);
  return {
    repository: repository.label,
    ...(own !== undefined && { placed: placementOf(own) }),
    hasImage,
    tags,
  };
}

/** Records lie beside the image; a region that was not reached yet has none. */
async function readFacts(
  { repositories, main }: Environment,
  digest: Digest,
  reading: Reading,
): Promise<DigestFacts> {
  const read = (repository: Repository) => readLedger(repository, digest, reading, tellsFacts);
  let ledger = await read(main);
  for (const repository of repositories.slice(1)) {
    if (ledger.entries.length > 0) break;
    ledger = await read(repository);
  }
  return factsOf(digest, ledger, reading.now);
}

function placementOf({ digest, record }: PlacementEntry): Placement {
  return { digest, record };
}

function latestFirst(a: LedgerEntry, b: LedgerEntry): number {
  return b.record.at.getTime() - a.record.at.getTime();
}

const journalDoubtful = (repository: Repository, doubts: readonly string[]) =>
  new Failure(
    'JOURNAL_DOUBTFUL',
    'unavailable',
    `The newest ${doubts.length} records in the journal of ${repository.label} do not count, the last since: ${doubts.at(-1)}`,
    'Find out who writes them, and delete their tags; check `trust` in promotion.yaml when they are your own.',
  );
