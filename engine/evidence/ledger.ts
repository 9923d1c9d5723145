import { describeError, Failure } from '../failures.ts';
import type { Digest } from '../oci/digest.ts';
import { digestTagPrefix } from '../oci/digest-tag.ts';
import { parseJson } from '../oci/json.ts';
import { findManifest } from '../registry/manifests.ts';
import type { Repository } from '../registry/repository.ts';
import { fetchBytes } from '../registry/small-blobs.ts';
import { findTagsWithPrefix, listTagPage, type TagScan } from '../registry/tags.ts';
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

/** What a ledger holds; problems are records that could not be believed, one sentence each. */
export interface Ledger {
  readonly entries: readonly LedgerEntry[];
  readonly problems: readonly string[];
  /** The repository has no tag at all. */
  readonly isRepositoryEmpty: boolean;
}

/** More than any honest image has; a bound on hostile repositories. */
const MOST_RECORDS = 1_000;
const RECORD_LIMIT_BYTES = 1024 * 1024;

/**
 * Reads the records about a digest, oldest first. What is broken, or about something else, is reported and
 * left out; what could not be read at all stops, since a missed revocation would let a bad image pass.
 */
export async function readLedger(repository: Repository, digest: Digest): Promise<Ledger> {
  return readEntries(
    repository,
    await findTagsWithPrefix(repository, digestTagPrefix(digest)),
    digest,
  );
}

/** Reads the newest entries of an environment's journal, newest first. */
export async function readJournal(
  repository: Repository,
  environment: string,
  most: number,
): Promise<Ledger> {
  const prefix = journalPrefix(environment);
  const page = await listTagPage(repository, { after: prefix, pageSize: most });
  const onPage = (page?.tags ?? []).filter((tag) => tag.startsWith(prefix));
  const scan =
    onPage.length > 0
      ? { tags: onPage, isRepositoryEmpty: false }
      : await findTagsWithPrefix(repository, prefix);
  const newest = { ...scan, tags: [...scan.tags].sort().slice(0, most) };
  const ledger = await readEntries(repository, newest);
  return { ...ledger, entries: [...ledger.entries].reverse() };
}

async function readEntries(
  repository: Repository,
  { tags, isRepositoryEmpty }: TagScan,
  digest?: Digest,
): Promise<Ledger> {
  const ours = tags.filter((tag) => labelOf(tag) !== undefined);
  if (ours.length > MOST_RECORDS) throw tooManyRecords(repository, ours.length);
  const read = await Promise.all(ours.map((tag) => readEntry(repository, tag, digest)));
  return {
    entries: read
      .filter((entry) => typeof entry !== 'string')
      .sort((a, b) => a.record.at.getTime() - b.record.at.getTime()),
    problems: read.filter((entry) => typeof entry === 'string'),
    isRepositoryEmpty,
  };
}

/** @returns in words why the tag holds no record, or none about this digest */
async function readEntry(
  repository: Repository,
  tag: string,
  wanted: Digest | undefined,
): Promise<LedgerEntry | string> {
  const problem = (why: string) => `${repository.label}:${tag} is not a record: ${why}.`;
  try {
    const manifest = await findManifest(repository, tag);
    if (manifest === undefined) return problem('it went away while we read');
    const layer = manifest.isIndex ? undefined : manifest.layers[0];
    if (layer?.mediaType !== STATEMENT_MEDIA_TYPE) return problem('it holds no in-toto statement');
    if (layer.size > RECORD_LIMIT_BYTES) return problem(`it has ${layer.size} bytes`);
    const statement = readStatement(parseJson(await fetchBytes(repository, layer)), wanted);
    if (typeof statement === 'string') return problem(statement);
    const { predicateType, predicate, digest } = statement;
    const form = Object.values(recordForms).find((known) => known.predicateType === predicateType);
    const record = form?.fromPredicate(predicate);
    if (record === undefined) return problem(`its ${predicateType} is not of our form`);
    return { tag, digest, record };
  } catch (error) {
    if (error instanceof Failure && ['content', 'absent'].includes(error.kind)) {
      return problem(describeError(error));
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
