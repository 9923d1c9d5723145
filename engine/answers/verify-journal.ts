import { type JournalTag, journalTags } from '../evidence/journal.ts';
import { type Ledger, type Reading, readRecords } from '../evidence/ledger.ts';
import { journalTag } from '../evidence/record-tag.ts';
import type { Repository } from '../registry/repository.ts';

/** Where the image was not put at all: as far as the journal is looked through for who set its tag. */
const MOST_ENTRIES = 50;

/** Rollbacks since a time, and the newest placement; of the journal no other record is read. */
export async function readJournalSince(
  repository: Repository,
  environment: string,
  since: Date | undefined,
  reading: Reading,
): Promise<Ledger> {
  const tags: JournalTag[] = [];
  const end = since === undefined ? undefined : journalTag(environment, since, '', '').slice(0, -2);
  for await (const page of journalTags(repository, environment)) {
    const newer = page.filter(({ tag }) => end === undefined || tag < end);
    tags.push(...newer);
    const isEnough = end === undefined ? tags.length >= MOST_ENTRIES : newer.length < page.length;
    if (isEnough) break;
  }
  const placements = tags.filter(({ label }) => ['build', 'promotion', 'rollback'].includes(label));
  const wanted =
    since === undefined
      ? placements.slice(0, MOST_ENTRIES)
      : placements.filter(({ label }, i) => i === 0 || label === 'rollback');
  const ledger = await readRecords(
    repository,
    wanted.map(({ tag }) => tag),
    { ...reading, into: environment },
  );
  return { ...ledger, entries: [...ledger.entries].reverse() };
}
