import { Failure } from '../failures.ts';
import type { Digest } from '../oci/digest.ts';
import { digestTagPrefix } from '../oci/digest-tag.ts';
import type { Repository } from '../registry/repository.ts';
import { findTagsWithPrefix, type TagScan } from '../registry/tags.ts';
import type { Trust } from '../signing/trust.ts';
import { newestTags } from './journal.ts';
import { type ReadRecord, readRecord } from './read-record.ts';
import type { EvidenceRecord } from './record.ts';
import { labelOf, SIGNATURE_LABEL } from './record-tag.ts';
import { weighRecords } from './trust.ts';

/** How records are looked at. */
export interface Reading {
  readonly now: Date;
  /** Every record counts where there is none. */
  readonly trust?: Trust;
  /** Environment that the image would enter. */
  readonly into?: string;
}

/** A record that counts: where it stands, what it is about, and what it says. */
export interface LedgerEntry {
  readonly tag: string;
  readonly digest: Digest;
  readonly record: EvidenceRecord;
  /** Trusted keys that signed it. */
  readonly signers: readonly string[];
}

/** A record that is whole, and that decides nothing. */
export interface DoubtedEntry extends LedgerEntry {
  readonly sentence: string;
}

/** A tag that looks like a record's, and why what it holds is not believed. */
export interface LedgerProblem {
  /** What the tag says that the record is, such as `verdict-rejected`. */
  readonly label: string;
  readonly sentence: string;
}

/** What a ledger holds. */
export interface Ledger {
  readonly entries: readonly LedgerEntry[];
  /** Records of those whose word does not count. */
  readonly doubted: readonly DoubtedEntry[];
  readonly problems: readonly LedgerProblem[];
  /** The repository has no tag at all. */
  readonly isRepositoryEmpty: boolean;
}

/** More than any honest image has; a bound on hostile repositories. */
const MOST_RECORDS = 1_000;
const MOST_REFUSALS = 50;

/**
 * Reads the records about a digest, oldest first. What is broken, or about something else, is reported and
 * left out; what could not be read at all stops, since a missed revocation would let a bad image pass.
 * @param isWanted narrows by what the tags say that the records are, before any is read
 */
export async function readLedger(
  repository: Repository,
  digest: Digest,
  reading: Reading,
  isWanted: (label: string) => boolean = () => true,
): Promise<Ledger> {
  const scan = await findTagsWithPrefix(repository, digestTagPrefix(digest));
  const tags = withoutOldRefusals(scan.tags).filter((tag) => isWanted(labelOf(tag) ?? ''));
  return readEntries(repository, { ...scan, tags }, reading, digest);
}

/** Reads the records under tags that were listed before, oldest first. */
export function readRecords(
  repository: Repository,
  tags: readonly string[],
  reading: Reading,
  digest?: Digest,
): Promise<Ledger> {
  return readEntries(repository, { tags, isRepositoryEmpty: false }, reading, digest);
}

/** Reads the newest entries of an environment's journal, newest first. */
export async function readJournal(
  repository: Repository,
  environment: string,
  reading: Reading,
  most: number,
): Promise<Ledger> {
  const tags = await newestTags(repository, environment, most);
  const ledger = await readRecords(repository, tags, reading);
  return { ...ledger, entries: [...ledger.entries].reverse() };
}

/** Of refusals only the latest, since a job that asks every hour leaves many, and none of them decides. */
function withoutOldRefusals(oldestFirst: readonly string[]): readonly string[] {
  const refusals = oldestFirst.filter((tag) => labelOf(tag) === 'refusal');
  const old = new Set(refusals.slice(0, -MOST_REFUSALS));
  return oldestFirst.filter((tag) => !old.has(tag));
}

function recordsAmong(tags: readonly string[]) {
  return tags.flatMap((tag) => {
    const label = labelOf(tag);
    return label === undefined || label === SIGNATURE_LABEL ? [] : [{ tag, label }];
  });
}

async function readEntries(
  repository: Repository,
  { tags, isRepositoryEmpty }: TagScan,
  { now, trust, into }: Reading,
  digest?: Digest,
): Promise<Ledger> {
  const ours = recordsAmong(tags);
  if (ours.length > MOST_RECORDS) throw tooManyRecords(repository, ours.length);
  const reads: ReadRecord[] = [];
  const problems: LedgerProblem[] = [];
  const reading = ours.map(({ tag }) => readRecord(repository, tag, now, digest));
  for (const [i, read] of (await Promise.all(reading)).entries()) {
    const { tag = '', label = '' } = ours[i] ?? {};
    if (typeof read !== 'string') reads.push(read);
    else problems.push({ label, sentence: `${repository.label}:${tag} is not believed: ${read}.` });
  }
  reads.sort((a, b) => a.record.at.getTime() - b.record.at.getTime());
  const entries: LedgerEntry[] = [];
  const doubted: DoubtedEntry[] = [];
  for (const { read, signers, doubt } of weighRecords(reads, trust, into, now)) {
    const { tag, digest: about, record } = read;
    const entry = { tag, digest: about, record, signers };
    if (doubt === undefined) entries.push(entry);
    else
      doubted.push({ ...entry, sentence: `${repository.label}:${tag} does not count: ${doubt}.` });
  }
  return { entries, doubted, problems, isRepositoryEmpty };
}

const tooManyRecords = (repository: Repository, count: number) =>
  new Failure(
    'TOO_MANY_RECORDS',
    'unavailable',
    `${repository.label} holds ${count} records where we look; we read ${MOST_RECORDS} at most.`,
    'Find out who writes them; records that nobody needs can be deleted by their tags.',
  );
