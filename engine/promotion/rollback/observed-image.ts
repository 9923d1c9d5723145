import { type Ledger, type LedgerEntry, type Reading, readLedger } from '../../evidence/ledger.ts';
import type { BuildRecord } from '../../evidence/record.ts';
import { describeVerdict } from '../../gates/verdict.ts';
import type { Digest } from '../../oci/digest.ts';
import type { Environment } from '../environments.ts';
import { isAgainst, verdictAgainst, verdictsIn } from '../held-rules.ts';
import { describeHold, imageHolds } from '../holds.ts';

/** What the repositories of an environment know of one digest. */
export interface ObservedImage {
  readonly digest: Digest;
  /** One a repository, in their order. */
  readonly ledgers: readonly Ledger[];
  /** Of all of them. */
  readonly entries: readonly LedgerEntry[];
  /** The latest build that made it. */
  readonly build: BuildRecord | undefined;
}

/** Looks without writing. */
export async function observeImage(
  { repositories }: Environment,
  digest: Digest,
  reading: Reading,
): Promise<ObservedImage> {
  const ledgers = await Promise.all(
    repositories.map((repository) => readLedger(repository, digest, reading)),
  );
  const entries = ledgers.flatMap((ledger) => ledger.entries);
  const build = entries
    .map(({ record }) => record)
    .filter((record) => record.kind === 'build')
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .at(-1);
  return { digest, ledgers, entries, build };
}

/** Why nobody should go back to an image, in a sentence; undefined where nothing speaks against it. */
export function speaksAgainst(
  { digest, entries, ledgers }: ObservedImage,
  now: Date,
): string | undefined {
  const problems = ledgers.flatMap((ledger) => ledger.problems);
  const verdict = verdictAgainst(verdictsIn(entries), now);
  if (verdict !== undefined) return describeVerdict(verdict);
  const unread = problems.find(isAgainst);
  if (unread !== undefined) return `A tag says that it is bad. ${unread.sentence}`;
  const [hold] = imageHolds(digest, entries, problems, now);
  return hold === undefined ? undefined : describeHold(hold).because;
}

/** `build 10 of shop`, or nothing. */
export function nameOfBuild(build: BuildRecord | undefined): string | undefined {
  if (build?.number === undefined) return undefined;
  return `build ${build.number}${build.job === undefined ? '' : ` of ${build.job}`}`;
}
