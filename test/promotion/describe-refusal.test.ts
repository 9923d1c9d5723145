import { describe, expect, it } from 'vitest';
import type { GateFinding } from '../../engine/gates/evaluate.ts';
import { describeRefusal } from '../../engine/promotion/describe-refusal.ts';
import { type PlanFacts, planPromotion } from '../../engine/promotion/plan.ts';
import { facts } from './facts.ts';

const REJECTED = 'Rejected by carol on 2026-11-21 10:07 UTC: totals are wrong.';

function refusal(changes: Partial<PlanFacts>): string {
  return describeRefusal(planPromotion(facts(changes)));
}

function gate(kind: string, outcome: 'fail' | 'error' = 'fail', because = 'No.'): GateFinding {
  return { kind, outcome, mode: 'refuse', because, remedy: `Do what ${kind} asks for.` };
}

describe('a refusal', () => {
  it('says every reason once, with what to do, and what else was seen', () => {
    const said = refusal({
      gates: [gate('build-result'), gate('verdict', 'fail', REJECTED)],
      refusals: [
        {
          rule: 'verdict',
          because: `${REJECTED} See https://jenkins.example.com/job/shop/10/`,
          remedy: 'Promote another build, or have the verdict set anew once the reason is gone.',
        },
      ],
      notes: ['dev.example.com/shop/checkout-qa:sha256-1.build-0 is not believed: no JSON.'],
    });

    expect(said).toMatchInlineSnapshot(`
      "shop/checkout sha256:111111111111 is not promoted to uat, for 2 reasons:
      1. Rejected by carol on 2026-11-21 10:07 UTC: totals are wrong. See
         https://jenkins.example.com/job/shop/10/
         -> Promote another build, or have the verdict set anew once the reason is gone.
      2. Gate build-result: No.
         -> Do what build-result asks for.
      Note: dev.example.com/shop/checkout-qa:sha256-1.build-0 is not believed: no JSON."
    `);
  });

  it('begins with what takes another build, and ends with what could not tell', () => {
    const said = refusal({
      gates: [gate('http', 'error'), gate('verdict'), gate('user'), gate('labels')],
    });

    expect(said).toMatchInlineSnapshot(`
      "shop/checkout sha256:111111111111 is not promoted to uat, for 4 reasons:
      1. Gate user: No.
         -> Do what user asks for.
      2. Gate labels: No.
         -> Do what labels asks for.
      3. Gate verdict: No.
         -> Do what verdict asks for.
      4. Gate http: No.
         -> Do what http asks for.
      Begin with 1, 2: only another build gets past them, and the others are asked of that build anew."
    `);
  });

  it('does not advise a new build for an image that could not be looked at', () => {
    expect(refusal({ gates: [gate('verdict'), gate('user', 'error')] })).not.toContain('Begin');
  });

  it('names eight reasons at most', () => {
    const said = refusal({ gates: 'abcdefghij'.split('').map((kind) => gate(kind)) });

    expect(said).toContain('8. Gate h: No.');
    expect(said).not.toContain('Gate i');
    expect(said).toContain('And 2 more, which gates.xml and the report name.');
  });

  it('has lines of at most 100 columns, also where somebody else wrote the words', () => {
    const because = `${'word '.repeat(60)}\nFinished: SUCCESS`;

    const lines = refusal({ gates: [gate('http', 'fail', because)] }).split('\n');

    expect(lines.length).toBeGreaterThan(4);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(lines.filter((line) => line.startsWith('Finished'))).toEqual([]);
  });
});
