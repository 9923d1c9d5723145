import { verifyApprovals, verifyGates } from './verify-decision.ts';
import { type Finding, note, type VerificationFacts } from './verify-facts.ts';
import { pathOf } from './verify-path.ts';
import {
  verifyImage,
  verifyPolicy,
  verifyRecord,
  verifyRollbacks,
  verifyTags,
} from './verify-placement.ts';
import { verifyStanding } from './verify-standing.ts';

/**
 * Tells whether a digest was put where it is through the path that the policy asks for; pure. Every check is
 * made, whatever another one found.
 */
export function verifyPromotion(facts: VerificationFacts): readonly Finding[] {
  const path = pathOf(facts);
  const findings = [
    verifyImage(facts),
    ...verifyTags(facts),
    ...verifyRecord(facts),
    ...verifyRollbacks(facts),
    ...verifyPolicy(facts),
    ...path.findings,
    ...path.promotions.flatMap((promotion) => [
      ...verifyGates(facts, promotion),
      ...verifyApprovals(facts, promotion),
    ]),
    ...verifyStanding(facts),
  ];
  return [...findings, ...notesOf(facts, findings)];
}

/** What else is there to say: nothing that was read, or could not be, is left out. */
function notesOf(
  { ledger, journal, unread, hasTrust }: VerificationFacts,
  findings: readonly Finding[],
): readonly Finding[] {
  const told = findings.map(({ because }) => because).join('\n');
  const doubted = [...ledger.doubted, ...journal.doubted.filter(isAboutRollback)];
  const problems = [...ledger.problems, ...journal.problems.filter(isAboutRollback)];
  const sentences = [...unread, ...[...doubted, ...problems].map(({ sentence }) => sentence)];
  return [
    ...(hasTrust
      ? []
      : ['There is no `trust` in the policy, so whoever may push can write a record.']),
    ...new Set(sentences.filter((sentence) => !told.includes(sentence))),
  ].map((sentence) => note('reading', sentence));
}

/** Of the journal, which other images write to as well, nothing else could matter. */
function isAboutRollback(
  one: { readonly label: string } | { readonly record: { readonly kind: string } },
) {
  return 'label' in one ? one.label === 'rollback' : one.record.kind === 'rollback';
}
