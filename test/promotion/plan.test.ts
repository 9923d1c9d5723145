import { describe, expect, it } from 'vitest';
import { type ApprovalPlan, type PlanFacts, planPromotion } from '../../engine/promotion/plan.ts';
import { changesSince } from '../../engine/promotion/plan-changes.ts';
import { DIGEST, destination, facts, OTHER, tag } from './facts.ts';

const approval: ApprovalPlan = {
  submitters: ['uat-leads'],
  atLeast: 1,
  comment: 'optional',
  timeoutMinutes: 60,
  excluded: [],
};
const failing = {
  kind: 'verdict',
  outcome: 'fail',
  mode: 'refuse',
  because: 'No.',
  remedy: 'Wait.',
} as const;
const refusal = { rule: 'verdict', because: 'Revoked.', remedy: 'Build anew.' } as const;
const complete = destination({
  hasImage: true,
  isRecorded: true,
  tags: [tag('10-uat', DIGEST, true), tag('latest', DIGEST)],
});

describe('what comes next', () => {
  it.each<[string, Partial<PlanFacts>, string]>([
    ['promoting', {}, 'promote'],
    ['an approval, where one is wanted', { approval }, 'approve'],
    ['a refusal, when a gate fails', { gates: [failing] }, 'refuse'],
    ['a refusal, when a gate cannot tell', { gates: [{ ...failing, outcome: 'error' }] }, 'refuse'],
    ['a refusal before any approval', { gates: [failing], approval }, 'refuse'],
    ['nothing, when all is there', { destinations: [complete] }, 'done'],
    [
      'nothing, when all is there, though a gate has failed since',
      { destinations: [complete], gates: [failing] },
      'done',
    ],
    [
      'a refusal, even when all is there',
      { destinations: [complete], refusals: [refusal] },
      'refuse',
    ],
    [
      'promoting, when one of two regions is incomplete',
      { destinations: [complete, destination()] },
      'promote',
    ],
    [
      'promoting, when only the record is missing',
      { destinations: [{ ...complete, isRecorded: false }] },
      'promote',
    ],
    [
      'promoting, when only the image is missing',
      { destinations: [{ ...complete, hasImage: false }] },
      'promote',
    ],
    [
      'promoting, when a tag is elsewhere',
      { destinations: [{ ...complete, tags: [tag('latest', OTHER)] }] },
      'promote',
    ],
  ])('is %s', (_, changes, next) => {
    expect(planPromotion(facts(changes)).next).toBe(next);
  });
});

describe('what an approval is bound to', () => {
  it.each<[string, Partial<PlanFacts>, string]>([
    ['the image', { image: 'shop/cart' }, 'the image was shop/checkout and is now shop/cart'],
    ['the environment', { environment: 'prod' }, 'the environment was uat and is now prod'],
    [
      'the digest',
      { candidate: { ...facts().candidate, digest: OTHER } },
      `the candidate was ${DIGEST} and is now ${OTHER}`,
    ],
    [
      'the environment it comes from',
      { from: { ...facts().from, environment: 'hotfix' } },
      'the source was qa (dev.example.com/shop/checkout-qa) and is now hotfix (dev.example.com/shop/checkout-qa)',
    ],
    [
      'the tags',
      { destinations: [destination({ tags: [tag('10-uat'), tag('latest')] })] },
      'the destination was prod.example.com/shop/checkout as 10-uat and is now prod.example.com/shop/checkout as 10-uat, latest',
    ],
    [
      'the policy',
      { policy: { file: 'promotion.yaml', digest: OTHER } },
      `the policy in promotion.yaml was sha256:${'3'.repeat(64)} and is now ${OTHER}`,
    ],
  ])('is %s', (_, changes, sentence) => {
    expect(changesSince(planPromotion(facts()), planPromotion(facts(changes)))).toEqual([sentence]);
  });

  it.each<[string, Partial<PlanFacts>]>([
    ['who asks', { requestedBy: 'dora' }],
    [
      'what is there already',
      { destinations: [destination({ hasImage: true, isRecorded: true })] },
    ],
    ['where a tag is now', { destinations: [destination({ tags: [tag('10-uat', OTHER, true)] })] }],
    ['a note', { notes: ['x'] }],
  ])('is not %s', (_, changes) => {
    expect(changesSince(planPromotion(facts()), planPromotion(facts(changes)))).toEqual([]);
  });

  it('is not what somebody wrote into plan.json', () => {
    const altered = { ...planPromotion(facts()), meaning: OTHER };

    expect(changesSince(altered, planPromotion(facts()))).toEqual(['the plan was altered']);
  });
});
