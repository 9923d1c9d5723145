import type { PromotionRecord } from '../evidence/record.ts';
import { formatTime } from '../promotion/format.ts';
import { type Finding, fail, isLater, pass, type VerificationFacts } from './verify-facts.ts';
import {
  isBuild,
  latestBuild,
  latestPromotion,
  placementOf,
  uselessRecords,
} from './verify-records.ts';

/** How the digest came where it is: its promotions, the last first, and what is wrong with the way. */
export interface Path {
  readonly promotions: readonly PromotionRecord[];
  readonly findings: readonly Finding[];
}

/** Follows the records back from the environment to the build. */
export function pathOf(facts: VerificationFacts): Path {
  const placement = placementOf(facts);
  if (placement?.record.kind !== 'promotion') return { promotions: [], findings: [] };
  return pathFrom(facts, [placement.record]);
}

/** @param promotions the way so far, the last first; at least one */
function pathFrom(
  facts: VerificationFacts,
  promotions: readonly [PromotionRecord, ...PromotionRecord[]],
): Path {
  const step = promotions.at(-1) ?? promotions[0];
  const { from, environment, at } = step;
  const skipped = wrongSource(facts, step);
  if (skipped !== undefined) return { promotions, findings: [skipped] };
  const source = facts.environments.get(from);
  if (source?.policy.from.length === 0) {
    return { promotions, findings: buildFindings(facts, promotions) };
  }
  const isCircle = promotions.some((one) => one.environment === from);
  const before =
    source === undefined || isCircle
      ? undefined
      : latestPromotion(facts, from, source.repositories, (one) => !isLater(one.at, at));
  if (before !== undefined) return pathFrom(facts, [...promotions, before.record]);
  const findings = [
    brokenPath(facts, from, environment),
    ...uselessRecords(facts, 'path', 'promotion', from),
  ];
  return { promotions, findings };
}

/** None may be skipped: an image comes from where the policy says. */
function wrongSource(
  { environments }: VerificationFacts,
  { environment, from }: PromotionRecord,
): Finding | undefined {
  const allowed = environments.get(environment)?.policy.from ?? [];
  if (allowed.includes(from)) return undefined;
  return fail(
    'path',
    `It came to ${environment} from ${from}, but ${environment} takes images from ${allowed.join(' or ') || 'nowhere'}: that was skipped.`,
    `Promote it into ${allowed[0] ?? environment} first, then on.`,
  );
}

function brokenPath({ ledger }: VerificationFacts, from: string, environment: string): Finding {
  const later = ledger.entries.find(
    ({ record }) => record.kind === 'promotion' && record.environment === from,
  );
  const only = later === undefined ? '' : `, only later, on ${formatTime(later.record.at)}`;
  return fail(
    'path',
    `It is said to have come to ${environment} from ${from}, but no record that counts says that it was promoted into ${from} before${only}.`,
    `Promote it into ${from}, then into ${environment} again.`,
  );
}

/** At its start stands a build of this image. */
function buildFindings(
  facts: VerificationFacts,
  promotions: readonly [PromotionRecord, ...PromotionRecord[]],
): readonly Finding[] {
  const { from, at } = promotions.at(-1) ?? promotions[0];
  const build = latestBuild(facts, from, (record) => !isLater(record.at, at));
  if (build !== undefined) {
    const { number, job, commit } = build.record;
    const name = [number ?? 'without a number', ...(job === undefined ? [] : [`of ${job}`])];
    const source = commit === undefined ? '' : ` from commit ${commit.slice(0, 12)}`;
    const names = [from, ...promotions.map(({ environment }) => environment).reverse()];
    return [pass('path', `It came by ${names.join(', ')}; build ${name.join(' ')}${source}.`)];
  }
  const builds = facts.ledger.entries.filter(isBuild).map(({ record }) => record);
  const other = builds.find(({ image }) => image !== facts.image);
  const late = builds.find(({ environment }) => environment === from);
  const only =
    other !== undefined
      ? `, only one of ${other.image}`
      : late !== undefined
        ? `, only one from later, ${formatTime(late.at)}`
        : '';
  return [
    fail(
      'path',
      `No build record that counts says that ${facts.image} was built and put into ${from} as this image${only}.`,
      'Build and record it with recordImage, and promote that.',
    ),
    ...uselessRecords(facts, 'path', 'build', from),
  ];
}
