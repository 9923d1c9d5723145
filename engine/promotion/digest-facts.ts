import type { Ledger, LedgerEntry } from '../evidence/ledger.ts';
import type {
  BuildRecord,
  EvidenceRecord,
  PromotionRecord,
  RollbackRecord,
  TestResultRecord,
  VerdictRecord,
} from '../evidence/record.ts';
import type { Digest } from '../oci/digest.ts';
import { isAgainst, verdictsIn } from './held-rules.ts';
import { type Hold, imageHolds } from './holds.ts';

/** A record that an image was put into an environment. */
export type PlacementRecord = BuildRecord | PromotionRecord | RollbackRecord;

export type TestState = 'passed' | 'warned' | 'failed';

/** What the records that count say of a digest by now. */
export interface DigestFacts {
  readonly digest: Digest;
  /** Latest first: reproducible builds make one digest several times. */
  readonly builds: readonly BuildRecord[];
  /** The one that stands: a revocation, else the latest that has not ended. */
  readonly verdict?: VerdictRecord;
  /** The worst of the latest result of each suite. */
  readonly tests?: TestState;
  /** What holds the image itself back, wherever it would go. */
  readonly holds: readonly Hold[];
  /** That it was put, or put back, somewhere; latest first. */
  readonly placements: readonly PlacementRecord[];
  /** A word against the image that cannot be read: then nobody knows that it was accepted. */
  readonly isUnclear: boolean;
  /** What of the records does not count, and why. */
  readonly doubts: readonly string[];
}

const TOLD_BY = /^(?:build|promotion|rollback|(?:verdict|hold|test-result)-[a-z]+)$/;
const WORST_FIRST: readonly TestState[] = ['failed', 'warned', 'passed'];

/** True for the labels of the records that {@link factsOf} looks at. */
export function tellsFacts(label: string): boolean {
  return TOLD_BY.test(label);
}

/** Pure. */
export function factsOf(digest: Digest, ledger: Ledger, now: Date): DigestFacts {
  const entries = latestFirst(ledger.entries.filter((entry) => entry.digest === digest));
  const records = entries.map(({ record }) => record);
  const verdict = standingVerdict(verdictsIn(entries), now);
  const tests = testsIn(records.filter((record) => record.kind === 'test-result'));
  return {
    digest,
    builds: records.filter((record) => record.kind === 'build'),
    ...(verdict !== undefined && { verdict }),
    ...(tests !== undefined && { tests }),
    holds: imageHolds(digest, entries, ledger.problems, now),
    placements: entries.flatMap((entry) => placementOf(entry) ?? []),
    isUnclear: ledger.problems.some(isAgainst),
    doubts: [...ledger.problems, ...ledger.doubted].map(({ sentence }) => sentence),
  };
}

/** The record where it says that its own digest was put somewhere: a rollback is written about the one that is left, too. */
function placementOf({ record, digest }: LedgerEntry): PlacementRecord | undefined {
  if (!isPlacementRecord(record)) return undefined;
  return record.kind === 'rollback' && record.to !== digest ? undefined : record;
}

export function isPlacementRecord(record: EvidenceRecord): record is PlacementRecord {
  return record.kind === 'build' || record.kind === 'promotion' || record.kind === 'rollback';
}

function standingVerdict(verdicts: readonly VerdictRecord[], now: Date): VerdictRecord | undefined {
  const isInForce = ({ until }: VerdictRecord) => until === undefined || until > now;
  return verdicts.find(({ is }) => is === 'revoked') ?? verdicts.find(isInForce);
}

function testsIn(latestFirst: readonly TestResultRecord[]): TestState | undefined {
  const bySuite = new Map([...latestFirst].reverse().map((record) => [record.suite, record]));
  const states = [...bySuite.values()].map(({ result }) => result.toLowerCase());
  return WORST_FIRST.find((state) => states.includes(state));
}

function latestFirst(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  return [...entries].sort((a, b) => b.record.at.getTime() - a.record.at.getTime());
}
