import { journalTags } from '../../evidence/journal.ts';
import type { Reading } from '../../evidence/ledger.ts';
import { isAtItsTime, labelOf, recordedAt } from '../../evidence/record-tag.ts';
import { type Digest, isDigest } from '../../oci/digest.ts';
import { listTags } from '../../registry/tags.ts';
import { isPlacementRecord } from '../digest-facts.ts';
import type { Environment } from '../environments.ts';
import { type ImageQuery, isNarrow, mayMatch } from './image-query.ts';
import { type FoundDigest, type Search, type SearchLimits, startSearch } from './search.ts';

export interface FoundDigests {
  /** Latest in the environment first. */
  readonly found: readonly FoundDigest[];
  /** False where the limit of records came before the end; then there may be further ones. */
  readonly isComplete: boolean;
  readonly recordsRead: number;
  /** What of the records that were read does not count, and why. */
  readonly doubts: readonly string[];
}

const MOST_RECORDS = 1_000;
/** Images that are looked at before all tags are listed, once, to narrow the search. */
const FIRST = 8;
const MOST_AT_ONCE = 20;
const ONLY_SHA256 = 'Images whose digests are sha512 were only looked for among the newest.';
const PLACEMENTS: readonly string[] = ['build', 'promotion', 'rollback'];

/**
 * Finds images in an environment by what is recorded of them, newest first, in its first repository. It looks at
 * the newest entries of the journal; where these will not do, all tags are listed once, and only the records of
 * images whose labels may fit are read.
 */
export async function findDigests(
  environment: Environment,
  query: ImageQuery,
  reading: Reading,
  { most, mostRecords = MOST_RECORDS }: Partial<SearchLimits> & Pick<SearchLimits, 'most'>,
): Promise<FoundDigests> {
  const limits = { most, mostRecords };
  const search = startSearch(environment, query, reading, limits);
  const walked = await walkJournal(search, environment, query, limits);
  const end = walked === 'narrow' ? await searchLabels(search, environment, query, limits) : walked;
  return {
    found: search.found().slice(0, most),
    isComplete: end === 'complete',
    recordsRead: search.recordsRead(),
    doubts: search.doubts(),
  };
}

async function walkJournal(
  search: Search,
  { main, name }: Environment,
  query: ImageQuery,
  { most }: SearchLimits,
): Promise<'complete' | 'cut' | 'narrow'> {
  const atOnce = Math.min(most, FIRST);
  const isTooOld = (tag: string) => isBefore(recordedAt(tag), query.since);
  for await (const page of journalTags(main, name)) {
    const tags = page.filter(({ label }) => PLACEMENTS.includes(label)).map(({ tag }) => tag);
    for (let i = 0; i < tags.length; i += atOnce) {
      if (search.found().length >= most) return 'complete';
      if (search.isSpent()) return 'cut';
      if (search.seen() >= FIRST && isNarrow(query)) return 'narrow';
      const batch = tags.slice(i, i + atOnce);
      const { entries } = await search.read(batch.filter((tag) => !isTooOld(tag)));
      const placed = entries
        .filter(({ record, tag }) => isPlacementRecord(record) && isAtItsTime(tag, record.at))
        .reverse()
        .map(({ record, digest }) => ({ digest: record.kind === 'rollback' ? record.to : digest }));
      await search.look(placed);
      if (batch.some(isTooOld)) return 'complete';
    }
  }
  return 'complete';
}

/** Every image that has records here, those first that may have come last; what a tag says is checked by reading. */
async function searchLabels(
  search: Search,
  { main }: Environment,
  query: ImageQuery,
  { most }: SearchLimits,
): Promise<'complete' | 'cut'> {
  const byDigest = new Map<Digest, string[]>();
  for await (const tag of listTags(main)) {
    const digest = digestIn(tag);
    if (tag.startsWith('sha512-') && labelOf(tag) !== undefined) search.doubt(ONLY_SHA256);
    if (digest === undefined || search.hasSeen(digest)) continue;
    byDigest.set(digest, [...(byDigest.get(digest) ?? []), tag]);
  }
  const candidates = [...byDigest]
    .map(([digest, tags]) => ({ digest, tags, latest: latestPlacement(tags) }))
    .filter(({ tags, latest }) => {
      const labels = tags.map((tag) => labelOf(tag) ?? '');
      return mayMatch(labels, query) && latest !== undefined && !isBefore(latest, query.since);
    })
    .sort((a, b) => (b.latest?.getTime() ?? 0) - (a.latest?.getTime() ?? 0));
  const atOnce = Math.min(most, MOST_AT_ONCE);
  for (let i = 0; i < candidates.length; i += atOnce) {
    const batch = candidates.slice(i, i + atOnce);
    const last = search.found()[most - 1]?.placement.at;
    // Labels do not tell the environment: what went on to another may have come here before those that were found.
    if (last !== undefined && isBefore(batch[0]?.latest, last)) return 'complete';
    if (search.isSpent()) return 'cut';
    await search.look(batch);
  }
  return 'complete';
}

function latestPlacement(tags: readonly string[]): Date | undefined {
  return tags
    .filter((tag) => PLACEMENTS.includes(labelOf(tag) ?? ''))
    .flatMap((tag) => recordedAt(tag) ?? [])
    .sort((a, b) => b.getTime() - a.getTime())[0];
}

/** The tag names whole seconds. */
function isBefore(tagTime: Date | undefined, time: Date | undefined): boolean {
  return tagTime !== undefined && time !== undefined && tagTime.getTime() + 1_000 <= time.getTime();
}

/** Of a record's tag; a longer digest is cut there, and not looked for. */
function digestIn(tag: string): Digest | undefined {
  if (labelOf(tag) === undefined) return undefined;
  const digest = tag.slice(0, tag.indexOf('.')).replace('-', ':');
  return isDigest(digest) ? digest : undefined;
}
