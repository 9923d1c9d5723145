import { describeError, Failure } from '../failures.ts';
import type { Digest } from '../oci/digest.ts';
import { digestTagPrefix } from '../oci/digest-tag.ts';
import { parseJson } from '../oci/json.ts';
import { findManifest } from '../registry/manifests.ts';
import type { Repository } from '../registry/repository.ts';
import { fetchBytes } from '../registry/small-blobs.ts';
import { findTagsWithPrefix, listTagPage, type TagScan } from '../registry/tags.ts';
import { recordedLine } from './fields.ts';
import { recordForms } from './kinds/index.ts';
import type { EvidenceRecord } from './record.ts';
import { journalPrefix, labelOf } from './record-tag.ts';
import { readStatement, STATEMENT_MEDIA_TYPE } from './statement.ts';

/** A record as it was read: where it stands, what it is about, and what it says. */
export interface LedgerEntry {
  readonly tag: string;
  readonly digest: Digest;
  readonly record: EvidenceRecord;
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
  readonly problems: readonly LedgerProblem[];
  /** The repository has no tag at all. */
  readonly isRepositoryEmpty: boolean;
}

/** More than any honest image has; a bound on hostile repositories. */
const MOST_RECORDS = 1_000;
const RECORD_LIMIT_BYTES = 1024 * 1024;
/** Clocks of agents differ; a record from later than this would win over all that is written until then. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * Reads the records about a digest, oldest first. What is broken, or about something else, is reported and
 * left out; what could not be read at all stops, since a missed revocation would let a bad image pass.
 */
export async function readLedger(
  repository: Repository,
  digest: Digest,
  now: Date,
): Promise<Ledger> {
  const scan = await findTagsWithPrefix(repository, digestTagPrefix(digest));
  return readEntries(repository, scan, now, digest);
}

/** Reads the newest entries of an environment's journal, newest first. */
export async function readJournal(
  repository: Repository,
  environment: string,
  now: Date,
  most: number,
): Promise<Ledger> {
  const prefix = journalPrefix(environment);
  const page = await listTagPage(repository, { after: prefix, pageSize: most });
  const onPage = (page?.tags ?? []).filter((tag) => tag.startsWith(prefix));
  // A page in any other order than by name does not hold what happened last.
  const isOrdered = (page?.tags ?? []).every((tag, i, all) => i === 0 || (all[i - 1] ?? '') < tag);
  const scan =
    onPage.length > 0 && isOrdered
      ? { tags: onPage, isRepositoryEmpty: false }
      : await findTagsWithPrefix(repository, prefix);
  const newest = { ...scan, tags: [...scan.tags].sort().slice(0, most) };
  const ledger = await readEntries(repository, newest, now);
  return { ...ledger, entries: [...ledger.entries].reverse() };
}

async function readEntries(
  repository: Repository,
  { tags, isRepositoryEmpty }: TagScan,
  now: Date,
  digest?: Digest,
): Promise<Ledger> {
  const ours = tags.flatMap((tag) => {
    const label = labelOf(tag);
    return label === undefined ? [] : [{ tag, label }];
  });
  if (ours.length > MOST_RECORDS) throw tooManyRecords(repository, ours.length);
  const entries: LedgerEntry[] = [];
  const problems: LedgerProblem[] = [];
  const read = ours.map(({ tag }) => readEntry(repository, tag, now, digest));
  for (const [i, entry] of (await Promise.all(read)).entries()) {
    const { tag = '', label = '' } = ours[i] ?? {};
    if (typeof entry !== 'string') entries.push(entry);
    else
      problems.push({ label, sentence: `${repository.label}:${tag} is not believed: ${entry}.` });
  }
  entries.sort((a, b) => a.record.at.getTime() - b.record.at.getTime());
  return { entries, problems, isRepositoryEmpty };
}

/** @returns in words why the tag holds no record, none about this digest, or none that can be true */
async function readEntry(
  repository: Repository,
  tag: string,
  now: Date,
  wanted: Digest | undefined,
): Promise<LedgerEntry | string> {
  try {
    const manifest = await findManifest(repository, tag);
    if (manifest === undefined) return 'it went away while we read';
    const layer = manifest.isIndex ? undefined : manifest.layers[0];
    if (layer?.mediaType !== STATEMENT_MEDIA_TYPE) return 'it holds no in-toto statement';
    if (layer.size > RECORD_LIMIT_BYTES) return `it has ${layer.size} bytes`;
    const statement = readStatement(parseJson(await fetchBytes(repository, layer)), wanted);
    if (typeof statement === 'string') return statement;
    const { predicateType, predicate, digest } = statement;
    const form = Object.values(recordForms).find((known) => known.predicateType === predicateType);
    const record = form?.fromPredicate(predicate);
    if (record === undefined) return `its ${recordedLine(predicateType)} is not of our form`;
    if (record.at.getTime() > now.getTime() + CLOCK_SKEW_MS) {
      return `its time ${record.at.toISOString()} is still to come (a clock is wrong, or somebody made it up)`;
    }
    return { tag, digest, record };
  } catch (error) {
    if (error instanceof Failure && ['content', 'absent'].includes(error.kind)) {
      return describeError(error).replace(/\.$/, '');
    }
    throw error;
  }
}

const tooManyRecords = (repository: Repository, count: number) =>
  new Failure(
    'TOO_MANY_RECORDS',
    'unavailable',
    `${repository.label} holds ${count} records where we look; we read ${MOST_RECORDS} at most.`,
    'Find out who writes them; records that nobody needs can be deleted by their tags.',
  );
