import { recordForms } from './kinds/index.ts';
import type { ReadRecord } from './read-record.ts';
import type { EvidenceRecord, RecordForm } from './record.ts';

/** A record, and the trusted keys whose word is in it. */
export interface SignedRecord {
  readonly read: ReadRecord;
  readonly signers: readonly string[];
  /** Why no trusted key's word is in it. */
  readonly problem?: string;
}

/**
 * Tells by which keys the same is said as in a record; of all records at once, since a hostile repository holds
 * many. A word of before somebody took it back is none for what is said after that, and one that is over keeps
 * company only with what is over itself.
 * @param takenBack records that count, and take back what was said before them
 */
export function sayersIn(
  all: readonly SignedRecord[],
  takenBack: readonly ReadRecord[],
  now: Date,
): (read: ReadRecord) => ReadonlySet<string> {
  const ever = new Map<string, Set<string>>();
  const still = new Map<string, Set<string>>();
  for (const { read, signers } of all) {
    const claim = claimOf(read, takenBack);
    for (const saying of isOver(read.record, now) ? [ever] : [ever, still]) {
      saying.set(claim, new Set([...(saying.get(claim) ?? []), ...signers]));
    }
  }
  return (read) =>
    (isOver(read.record, now) ? ever : still).get(claimOf(read, takenBack)) ?? new Set();
}

/** What is the same in the records of several people who say the same. */
function claimOf(read: ReadRecord, takenBack: readonly ReadRecord[]): string {
  const { record, digest } = read;
  const form = recordForms[record.kind] as RecordForm<EvidenceRecord>;
  const plan = 'plan' in record ? record.plan : undefined;
  const times = takenBack.filter((one) => isOfSame(one, read) && one.record.at <= record.at).length;
  return JSON.stringify([digest, form.label(record), environmentOf(record), plan, times]);
}

function isOfSame(one: ReadRecord, other: ReadRecord): boolean {
  return (
    one.digest === other.digest &&
    one.record.kind === other.record.kind &&
    environmentOf(one.record) === environmentOf(other.record)
  );
}

function environmentOf(record: EvidenceRecord): string | undefined {
  return 'environment' in record ? record.environment : undefined;
}

/** Takes back what was said before it of the same. */
export function takesBack(record: EvidenceRecord): boolean {
  if (record.kind === 'verdict') return record.is !== 'accepted';
  return record.kind === 'hold' && record.state === 'held';
}

export function isOver(record: EvidenceRecord, now: Date): boolean {
  return 'until' in record && record.until !== undefined && record.until <= now;
}
