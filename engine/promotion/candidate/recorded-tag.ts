import {
  type Ledger,
  type LedgerEntry,
  type Reading,
  readJournal,
  readLedger,
} from '../../evidence/ledger.ts';
import { Failure } from '../../failures.ts';
import type { PlacementFact } from '../../gates/gate.ts';
import type { Digest } from '../../oci/digest.ts';
import { isTag, TAG_RULE } from '../../oci/reference.ts';
import { manifestAbsent } from '../../registry/failures.ts';
import { resolveManifest } from '../../registry/manifests.ts';
import type { Environment } from '../environments.ts';
import { formatTime } from '../format.ts';
import type { Claim } from './claim.ts';

/** Entries of the journal that are searched for who recorded a tag. */
const JOURNAL_ENTRIES = 50;

/**
 * The digest of a tag, believed only when a record on the registry says the same.
 * @param isRight says in what else the record must agree, such as the number of the build
 * @throws Failure INVALID_TAG, TAG_MOVED with both digests, TAG_UNRECORDED, MANIFEST_ABSENT
 */
export async function recordedTag(
  environment: Environment,
  tag: string,
  reading: Reading,
  isRight: (entry: LedgerEntry, all: readonly LedgerEntry[]) => boolean = () => true,
): Promise<Claim> {
  const repository = environment.main;
  if (!isTag(tag)) throw invalidTag(tag);
  const found = await resolveManifest(repository, tag);
  const reads = (entry: LedgerEntry, _: number, all: readonly LedgerEntry[]) =>
    isPlacement(entry, environment.name, tag) && isRight(entry, all);
  if (found !== undefined) {
    const { entries } = await readLedger(repository, found.digest, reading);
    if (entries.some(reads))
      return { digest: found.digest, source: `tag ${tag} of ${repository.label}` };
  }
  const journal = await readJournal(repository, environment.name, reading, JOURNAL_ENTRIES);
  const recorded = journal.entries.find(reads);
  if (recorded !== undefined) throw tagMoved(environment, tag, found?.digest, recorded);
  throw found === undefined
    ? manifestAbsent(repository, `Tag ${tag}`)
    : tagUnrecorded(environment, tag, found.digest);
}

/** True for a record that says: this digest was put into the environment, or put back, under this tag. */
export function isPlacement(entry: LedgerEntry, environment: string, tag?: string): boolean {
  const record = placementOf(entry);
  if (record === undefined || record.environment !== environment) return false;
  return tag === undefined || record.tags.includes(tag);
}

/** A rollback is written about both its images, and puts one of them back. */
function placementOf({ record, digest }: LedgerEntry) {
  if (record.kind === 'rollback') return record.to === digest ? record : undefined;
  return record.kind === 'build' || record.kind === 'promotion' ? record : undefined;
}

/** Where the image was put, and when, latest first. */
export function placementsIn({ entries }: Ledger): readonly PlacementFact[] {
  return entries
    .flatMap((entry) => placementOf(entry) ?? [])
    .map((record) => {
      const { environment, at, tags } = record;
      const by = record.kind === 'rollback' ? record.by : record.requestedBy;
      return { environment, at, tags, ...(by !== undefined && { by }) };
    })
    .sort((a, b) => b.at.getTime() - a.at.getTime());
}

function describePlacement({ record, digest }: LedgerEntry): string {
  const by = record.kind === 'rollback' ? record.by : undefined;
  const asked = 'requestedBy' in record ? record.requestedBy : by;
  const who = asked === undefined ? '' : ` by ${asked}`;
  const url = 'url' in record && record.url !== undefined ? ` (${record.url})` : '';
  return `${digest}, recorded${who} at ${formatTime(record.at)}${url}`;
}

const tagMoved = (
  { main }: Environment,
  tag: string,
  now: Digest | undefined,
  recorded: LedgerEntry,
) =>
  new Failure(
    'TAG_MOVED',
    'refused',
    movedSentence(main.label, tag, now, recorded),
    'Find out who pushed over it. To promote what was recorded, put the tag back, or name the image by `digest:`; what is there now has to be built and recorded by its own build.',
  );

/** Both digests, and who recorded what and when. */
export function movedSentence(
  repository: string,
  tag: string,
  now: Digest | undefined,
  recorded: LedgerEntry,
): string {
  return `Tag ${tag} of ${repository} was moved: it is ${now === undefined ? 'gone' : `at ${now}`} now, but it was put on ${describePlacement(recorded)}.`;
}

const invalidTag = (tag: string) =>
  new Failure(
    'INVALID_TAG',
    'usage',
    `\`${tag.slice(0, 60)}\` is no tag: ${TAG_RULE}.`,
    'Give the tag alone, without registry and repository; a digest goes into `digest:`.',
  );

const tagUnrecorded = ({ main, name }: Environment, tag: string, now: Digest) =>
  new Failure(
    'TAG_UNRECORDED',
    'refused',
    `Tag ${tag} of ${main.label} is at ${now}, and no record says that this image was put into ${name} under this tag.`,
    'Promote what a build recorded with recordImage, or what promoteImage brought there; a push by hand is not believed.',
  );
