import type { LedgerEntry } from '../../evidence/ledger.ts';
import type { RollbackRecord } from '../../evidence/record.ts';
import type { Digest } from '../../oci/digest.ts';
import { isPlacement } from '../candidate/recorded-tag.ts';
import { formatTime } from '../format.ts';

/** The rollback that took a digest out of an environment, into which it was not put since; undefined where none did. */
export function rollbackFrom(
  digest: Digest,
  environment: string,
  entries: readonly LedgerEntry[],
): RollbackRecord | undefined {
  const about = entries.filter((entry) => entry.digest === digest);
  const rollback = about
    .map(({ record }) => record)
    .filter((record) => record.kind === 'rollback')
    .filter((record) => record.from === digest && record.environment === environment)
    .sort((a, b) => b.at.getTime() - a.at.getTime())[0];
  const isBack = about.some(
    (entry) =>
      rollback !== undefined && isPlacement(entry, environment) && entry.record.at > rollback.at,
  );
  return isBack ? undefined : rollback;
}

/** `It was rolled back from uat by erin on 2026-11-22 16:20 UTC: Totals are wrong.` */
export function describeRollback({ environment, by, at, reason, url }: RollbackRecord): string {
  const page = url === undefined ? '' : ` See ${url}`;
  const words = reason.replace(/[.!?\s]+$/, '');
  return `It was rolled back from ${environment} by ${by} on ${formatTime(at)}: ${words}.${page}`;
}
