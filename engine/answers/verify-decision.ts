import type { ApprovalRecord, PromotionRecord, RecordedGate } from '../evidence/record.ts';
import { describeError } from '../failures.ts';
import { labelOfGate } from '../gates/evaluate.ts';
import { isSamePerson, onePerPerson } from '../gates/people.ts';
import { approvalOf } from '../promotion/approval-plan.ts';
import { count, formatTime } from '../promotion/format.ts';
import { type Finding, fail, isLater, note, pass, type VerificationFacts } from './verify-facts.ts';
import { latestBuild, uselessRecords } from './verify-records.ts';

/** Every gate of a promotion passed, or somebody answered for it; the last one's are those of the policy. */
export function verifyGates(
  { environments, environment }: VerificationFacts,
  promotion: PromotionRecord,
): readonly Finding[] {
  const { environment: into, gates } = promotion;
  const asked = environments.get(into)?.policy.gates ?? [];
  const labels = asked.map(labelOfGate);
  const missing = into === environment ? labels.filter(isMissing) : [];
  const findings: Finding[] = [...new Set(missing)].map((label) =>
    fail(
      'gates',
      `The policy wants gate ${label} before ${into}, and its promotion records no such gate.`,
      'Promote it again, so that this gate is asked.',
    ),
  );
  for (const gate of gates) {
    if (gate.outcome === 'pass') continue;
    const mayOnlyWarn = !asked.some((one) => labelOfGate(one) === gate.kind && one.mode !== 'warn');
    findings.push(judgeGate(gate, promotion, mayOnlyWarn));
  }
  if (findings.some(({ outcome }) => outcome === 'fail')) return findings;
  const passed = gates.filter(({ outcome }) => outcome === 'pass').map(({ kind }) => kind);
  const none = gates.length === 0 ? 'none' : 'none passed';
  const what = passed.length === 0 ? none : `${passed.join(', ')} passed`;
  return [pass('gates', `Gates of ${into}: ${what}.`), ...findings];

  function isMissing(label: string): boolean {
    const wanted = labels.filter((one) => one === label).length;
    return gates.filter(({ kind }) => kind === label).length < wanted;
  }
}

/** Of a gate that did not pass: records add to its outcome `(warn)` or `(forced)`. */
function judgeGate(
  { kind, outcome, because }: RecordedGate,
  { environment, force }: PromotionRecord,
  mayOnlyWarn: boolean,
): Finding {
  const what = `Gate ${kind} of ${environment} ended in ${outcome}: ${because}`;
  const isForced = force?.gates.some((one) => one === kind || kind.startsWith(`${one} (`));
  if (force !== undefined && isForced && outcome.endsWith('(forced)')) {
    return note('gates', `${what} It was put through by ${force.by}: ${force.reason}`);
  }
  if (mayOnlyWarn && outcome.endsWith('(warn)')) return note('gates', what);
  return fail('gates', what, 'Promote it again once the gate passes.');
}

/** Those whom the policy asks for approved this very plan, in time, and may. */
export function verifyApprovals(
  facts: VerificationFacts,
  promotion: PromotionRecord,
): readonly Finding[] {
  const { environment, approvedBy, requestedBy, at } = promotion;
  const policy = facts.environments.get(environment)?.policy;
  if (policy?.approval === undefined && approvedBy.length === 0) return [];
  const build = originOf(facts, at);
  let excluded: readonly { readonly who: string; readonly why: string }[] = [];
  try {
    if (policy !== undefined) excluded = approvalOf(policy, requestedBy, build)?.excluded ?? [];
  } catch (error) {
    return [fail('approval', describeError(error), 'Record the build where git can tell.')];
  }
  const wanted = policy?.approval?.atLeast ?? 1;
  const found = facts.ledger.entries
    .map(({ record }) => record)
    .filter((record) => record.kind === 'approval')
    .filter((record) => record.environment === environment);
  const judged = found.map((record) => ({ record, why: objection(record, promotion, excluded) }));
  const good = judged.filter(({ why }) => why === undefined).map(({ record }) => record);
  const people = onePerPerson(good).map(({ by }) => by);
  if (people.length >= wanted) {
    const names = people.join(', ');
    const last = good.at(-1)?.at ?? at;
    return [pass('approval', `Approved for ${environment} by ${names} on ${formatTime(last)}.`)];
  }
  const by = policy?.approval?.submitters.join(', ') ?? approvedBy.join(', ');
  const has = people.length === 0 ? 'none that counts' : `only ${people.length}`;
  return [
    fail(
      'approval',
      `${environment} wants ${count(wanted, 'approval')} by ${by}, and ${has} is recorded for this promotion.`,
      `Promote it again, and have ${by} answer.`,
    ),
    ...judged.flatMap(({ why }) =>
      why === undefined ? [] : [fail('approval', why, 'It takes another approval.')],
    ),
    ...uselessRecords(facts, 'approval', 'approval', environment),
  ];
}

/** In words, why an approval does not count for a promotion. */
function objection(
  { by, at, plan, until }: ApprovalRecord,
  promotion: PromotionRecord,
  excluded: readonly { readonly who: string; readonly why: string }[],
): string | undefined {
  const name = `The approval by ${by} on ${formatTime(at)}`;
  if (plan === undefined) {
    return `${name} was given in advance, for the gate \`approvals\`; it is not of this promotion.`;
  }
  if (plan !== promotion.plan) {
    return `${name} is of another plan, ${plan.slice(0, 19)}; promoted was ${promotion.plan.slice(0, 19)}.`;
  }
  const reason = excluded.find(({ who }) => isSamePerson(who, by));
  if (reason !== undefined) return `${name} does not count: ${by} ${reason.why}.`;
  if (isLater(at, promotion.at)) {
    return `${name} came after the promotion, which was on ${formatTime(promotion.at)}.`;
  }
  if (until !== undefined && until < promotion.at) {
    return `${name} had expired on ${formatTime(until)}, before the promotion.`;
  }
  return undefined;
}

/** The build that is behind a promotion, whichever environment it pushed to. */
function originOf(facts: VerificationFacts, before: Date) {
  for (const [name, { policy }] of facts.environments) {
    if (policy.from.length > 0) continue;
    const build = latestBuild(facts, name, ({ at }) => !isLater(at, before));
    if (build !== undefined) return build.record;
  }
  return undefined;
}
