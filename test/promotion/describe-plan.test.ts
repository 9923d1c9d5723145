import { describe, expect, it } from 'vitest';
import { describeApproval, describePlan } from '../../engine/promotion/describe-plan.ts';
import { type PlanFacts, planPromotion } from '../../engine/promotion/plan.ts';
import { DIGEST, destination, facts, OTHER, tag } from './facts.ts';

const plan = (changes: Partial<PlanFacts> = {}) => planPromotion(facts(changes));
const REFUSED: Partial<PlanFacts> = {
  gates: [
    { kind: 'order', outcome: 'pass', mode: 'refuse', because: 'In order.' },
    {
      kind: 'user',
      outcome: 'fail',
      mode: 'warn',
      because: 'The image runs as root.',
      remedy: 'Name a user.',
    },
    {
      kind: 'build-result',
      outcome: 'fail',
      mode: 'refuse',
      because: 'Build 10 is UNSTABLE. Required: SUCCESS.',
      remedy: 'Repair the build and promote the image that the next good one makes.',
    },
    {
      kind: 'verdict',
      outcome: 'fail',
      mode: 'refuse',
      because: 'Rejected by carol on 2026-11-21 10:07 UTC: totals are wrong.',
      remedy: 'Promote a build that was accepted.',
    },
  ],
  refusals: [
    {
      rule: 'verdict',
      because:
        'Rejected by carol on 2026-11-21 10:07 UTC: totals are wrong. See https://jenkins.example.com/job/shop/10/',
      remedy: 'Promote another build, or have the verdict set anew once the reason is gone.',
    },
  ],
  notes: [
    'dev.example.com/shop/checkout-qa:sha256-1.build-0 is not believed: it is not a JSON object.',
  ],
};
const MANY: Partial<PlanFacts> = {
  approval: {
    submitters: ['uat-leads', 'erin'],
    atLeast: 1,
    comment: 'optional',
    timeoutMinutes: 60,
    excluded: [],
  },
  destinations: [
    destination({ tags: [tag('10-uat', undefined, true), tag('latest', OTHER)] }),
    destination({
      repository: 'eu.example.com/shop/checkout',
      hasImage: true,
      tags: [tag('10-uat', DIGEST, true), tag('latest', OTHER)],
    }),
  ],
};

describe('a plan in the log', () => {
  it('says what goes where', () => {
    expect(describePlan(plan())).toMatchInlineSnapshot(`
      "Promotion of shop/checkout to uat
        Image   shop/checkout sha256:1111111111111111111111111111111111111111111111111111111111111111
                taken from the record of build 10 in this workspace
                2 platforms: linux/amd64, linux/arm64
        Build   10 of shop/checkout (commit 9fceb02d0ae5, branch main)
                recorded by alice 2026-11-21 10:02 UTC
        From    qa: dev.example.com/shop/checkout-qa
        To      uat: prod.example.com/shop/checkout
        Tags    10-uat (new)
        Gates   pass  verdict: Accepted by carol.
        Next    promote"
    `);
  });

  it('says what each tag leaves, and who is waited for', () => {
    expect(describePlan(plan(MANY))).toMatchInlineSnapshot(`
      "Promotion of shop/checkout to uat
        Image   shop/checkout sha256:1111111111111111111111111111111111111111111111111111111111111111
                taken from the record of build 10 in this workspace
                2 platforms: linux/amd64, linux/arm64
        Build   10 of shop/checkout (commit 9fceb02d0ae5, branch main)
                recorded by alice 2026-11-21 10:02 UTC
        From    qa: dev.example.com/shop/checkout-qa
        To      uat: prod.example.com/shop/checkout
        Tags    10-uat (new)
                latest (moves from sha256:222222222222)
        To      uat: eu.example.com/shop/checkout, which has the image
        Tags    10-uat (there already)
                latest (moves from sha256:222222222222)
        Gates   pass  verdict: Accepted by carol.
        Next    wait for an approval by uat-leads or erin"
    `);
  });

  it('says why nothing happens', () => {
    expect(describePlan(plan(REFUSED))).toMatchInlineSnapshot(`
      "Promotion of shop/checkout to uat
        Image   shop/checkout sha256:1111111111111111111111111111111111111111111111111111111111111111
                taken from the record of build 10 in this workspace
                2 platforms: linux/amd64, linux/arm64
        Build   10 of shop/checkout (commit 9fceb02d0ae5, branch main)
                recorded by alice 2026-11-21 10:02 UTC
        From    qa: dev.example.com/shop/checkout-qa
        To      uat: prod.example.com/shop/checkout
        Tags    10-uat (new)
        Gates   FAIL  build-result, verdict
                pass  order
                warn  user: The image runs as root.
        Note    dev.example.com/shop/checkout-qa:sha256-1.build-0 is not believed: it is not a JSON
                  object.
        Next    nothing: it is refused, for 2 reasons (see below)"
    `);
  });

  it('says when there is no build record', () => {
    const candidate = { ...facts().candidate, platforms: [], build: {} };

    expect(describePlan(plan({ candidate }))).toMatch(/^ {2}Build {3}no build record$/m);
  });

  it('has lines of at most 100 columns, unless one word is longer', () => {
    const lines = [plan(), plan(MANY), plan(REFUSED)].flatMap((one) =>
      describePlan(one).split('\n'),
    );

    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  it('keeps what others wrote from forging lines', () => {
    const forged = plan({ notes: ['x\nFinished: SUCCESS\u001b[31m'], gates: [] });

    expect(describePlan(forged)).toMatch(/^ {2}Note {4}x Finished: SUCCESS \[31m$/m);
    expect(describePlan(forged)).not.toMatch(/^Finished/m);
  });
});

describe('the question to an approver', () => {
  it('says what it is about, and what it replaces', () => {
    expect(describeApproval(plan(MANY))).toMatchInlineSnapshot(`
      "Promote shop/checkout to uat?
      Image: sha256:1111111111111111111111111111111111111111111111111111111111111111
      Build: 10 of shop/checkout (commit 9fceb02d0ae5, branch main), recorded by alice 2026-11-21 10:02 UTC
      To: prod.example.com/shop/checkout as 10-uat, latest; eu.example.com/shop/checkout as 10-uat, latest
      Replaces: sha256:222222222222
      Gates: verdict pass
      Asked for by: alice"
    `);
  });
});
