import type { DoubtedEntry, Ledger, LedgerEntry } from '../evidence/ledger.ts';
import type { EvidenceRecord } from '../evidence/record.ts';
import type { Digest } from '../oci/digest.ts';

/** Something that happened to an image, once, however many copies of its record there are. */
export interface Happening {
  readonly at: Date;
  /** Absent where it is about no image: an environment was held. */
  readonly digest?: Digest;
  readonly record: EvidenceRecord;
  /** Repositories where it is recorded. */
  readonly places: readonly string[];
  /** Why its record decides nothing; undefined where it counts. */
  readonly doubt?: string;
}

/** What was read in one repository. */
export interface PlacedLedger {
  readonly repository: string;
  readonly ledger: Ledger;
}

/** An environment of several repositories has one record for each, written one after the other. */
const SAME_RUN_MS = 15 * 60_000;

/** What the records of several repositories tell, oldest first, each thing once; pure. */
export function happeningsIn(ledgers: readonly PlacedLedger[]): readonly Happening[] {
  const all = ledgers
    .flatMap(({ repository, ledger }) => [
      ...ledger.entries.map((entry) => happeningOf(entry, repository)),
      ...ledger.doubted.map((entry) => happeningOf(entry, repository, entry)),
    ])
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  const told: { happening: Happening; meaning: string; destinations: Set<string> }[] = [];
  for (const happening of all) {
    const { record, places } = happening;
    const meaning = meaningOf(happening);
    const destination = 'destination' in record ? record.destination : '';
    const same = told.find(
      (one) =>
        one.meaning === meaning &&
        happening.at.getTime() - one.happening.at.getTime() < SAME_RUN_MS &&
        (one.happening.at.getTime() === happening.at.getTime() ||
          !one.destinations.has(destination) ||
          destination === ''),
    );
    if (same === undefined) {
      told.push({ happening, meaning, destinations: new Set([destination]) });
      continue;
    }
    const known = new Set([...same.happening.places, ...places]);
    same.happening = { ...same.happening, places: [...known] };
    same.destinations.add(destination);
  }
  return told.map(({ happening }) => happening);
}

function happeningOf(
  { record, digest }: LedgerEntry,
  repository: string,
  doubted?: DoubtedEntry,
): Happening {
  return {
    at: record.at,
    ...(record.kind === 'hold' && record.environment !== undefined ? {} : { digest }),
    record,
    places: [repository],
    ...(doubted !== undefined && { doubt: doubted.sentence.replace(/^.*? does not count: /, '') }),
  };
}

/** A rollback stands with both its images, and is one; a copy that nobody believes is none of a record that counts. */
function meaningOf({ record, digest, doubt }: Happening): string {
  const about = record.kind === 'rollback' ? '' : digest;
  const { destination: _, at: __, ...meaning } = { destination: '', ...record };
  return JSON.stringify([about, doubt === undefined, meaning]);
}
