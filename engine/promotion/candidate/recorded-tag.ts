import { type LedgerEntry, readJournal, readLedger } from '../../evidence/ledger.ts';
import { Failure } from '../../failures.ts';
import type { Digest } from '../../oci/digest.ts';
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
 * @throws Failure TAG_MOVED with both digests, TAG_UNRECORDED, MANIFEST_ABSENT
 */
export async function recordedTag(
  environment: Environment,
  tag: string,
  isRight: (entry: LedgerEntry) => boolean = () => true,
): Promise<Claim> {
  const repository = environment.main;
  const now = await resolveManifest(repository, tag);
  const reads = (entry: LedgerEntry) => isPlacement(entry, environment.name, tag) && isRight(entry);
  if (now !== undefined) {
    const { entries } = await readLedger(repository, now.digest);
    if (entries.some(reads))
      return { digest: now.digest, source: `tag ${tag} of ${repository.label}` };
  }
  const journal = await readJournal(repository, environment.name, JOURNAL_ENTRIES);
  const recorded = journal.entries.find(reads);
  if (now === undefined)
    throw recorded ? tagGone(environment, tag, recorded) : manifestAbsent(repository, `Tag ${tag}`);
  throw recorded
    ? tagMoved(environment, tag, now.digest, recorded)
    : tagUnrecorded(environment, tag, now.digest);
}

/** True for a record that says: this digest was put into the environment under this tag. */
export function isPlacement({ record }: LedgerEntry, environment: string, tag?: string): boolean {
  if (record.kind !== 'build' && record.kind !== 'promotion') return false;
  return record.environment === environment && (tag === undefined || record.tags.includes(tag));
}

export function describePlacement({ record, digest }: LedgerEntry): string {
  const who =
    'requestedBy' in record && record.requestedBy !== undefined ? ` by ${record.requestedBy}` : '';
  const url = 'url' in record && record.url !== undefined ? ` (${record.url})` : '';
  return `${digest}, recorded${who} at ${formatTime(record.at)}${url}`;
}

export const tagMoved = (
  { main }: Environment,
  tag: string,
  now: Digest | undefined,
  recorded: LedgerEntry,
) =>
  new Failure(
    'TAG_MOVED',
    'refused',
    `Tag ${tag} of ${main.label} was moved: it is ${now === undefined ? 'gone' : `at ${now}`} now, but it was put on ${describePlacement(recorded)}.`,
    'Find out who pushed over it. To promote what was recorded, put the tag back, or name the image by `digest:`; what is there now has to be built and recorded by its own build.',
  );

const tagGone = (environment: Environment, tag: string, recorded: LedgerEntry) =>
  tagMoved(environment, tag, undefined, recorded);

const tagUnrecorded = ({ main, name }: Environment, tag: string, now: Digest) =>
  new Failure(
    'TAG_UNRECORDED',
    'refused',
    `Tag ${tag} of ${main.label} is at ${now}, and no record says that this image was put into ${name} under this tag.`,
    'Promote what a build recorded with recordImage, or what promoteImage brought there; a push by hand is not believed.',
  );
