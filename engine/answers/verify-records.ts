import type { LedgerEntry } from '../evidence/ledger.ts';
import type { BuildRecord, PromotionRecord, RollbackRecord } from '../evidence/record.ts';
import { type Finding, fail, latestOf, type VerificationFacts } from './verify-facts.ts';

/** An entry whose record is of one kind. */
export type EntryOf<Kind> = LedgerEntry & { readonly record: Kind };

export function isBuild(entry: LedgerEntry): entry is EntryOf<BuildRecord> {
  return entry.record.kind === 'build';
}

export function isPromotion(entry: LedgerEntry): entry is EntryOf<PromotionRecord> {
  return entry.record.kind === 'promotion';
}

export function isRollback(entry: LedgerEntry): entry is EntryOf<RollbackRecord> {
  return entry.record.kind === 'rollback';
}

/** The latest promotion of the digest into an environment, into one of these repositories. */
export function latestPromotion(
  { ledger }: VerificationFacts,
  environment: string,
  repositories: readonly string[],
  isMeant: (record: PromotionRecord) => boolean = () => true,
): EntryOf<PromotionRecord> | undefined {
  return latestOf(
    ledger.entries
      .filter(isPromotion)
      .filter(
        ({ record }) =>
          record.environment === environment &&
          repositories.includes(record.destination) &&
          isMeant(record),
      ),
  );
}

/** The latest build of the image that pushed the digest into an environment. */
export function latestBuild(
  { ledger, image }: VerificationFacts,
  environment: string,
  isMeant: (record: BuildRecord) => boolean = () => true,
): EntryOf<BuildRecord> | undefined {
  return latestOf(
    ledger.entries
      .filter(isBuild)
      .filter(
        ({ record }) =>
          record.environment === environment && record.image === image && isMeant(record),
      ),
  );
}

/** What put the digest where it is asked for: a promotion or, into the first environment, a build. */
export function placementOf(
  facts: VerificationFacts,
): EntryOf<PromotionRecord> | EntryOf<BuildRecord> | undefined {
  const { environment, environments, repository } = facts;
  const isFirst = environments.get(environment)?.policy.from.length === 0;
  return isFirst
    ? latestBuild(facts, environment)
    : latestPromotion(facts, environment, [repository]);
}

/** One finding for each record that would have helped, and does not count or cannot be read. */
export function uselessRecords(
  { ledger }: VerificationFacts,
  check: Finding['check'],
  kind: 'build' | 'promotion' | 'approval',
  environment: string,
): readonly Finding[] {
  const remedy = 'Look at who wrote that record, and when; it decides nothing.';
  const doubted = ledger.doubted
    .filter(({ record }) => record.kind === kind && record.environment === environment)
    .map(({ sentence }) => fail(check, sentence, remedy));
  const unread = ledger.problems
    .filter(({ label }) => label === kind)
    .map(({ sentence }) => fail(check, sentence, remedy));
  return [...doubted, ...unread];
}
