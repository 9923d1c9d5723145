import { describe, expect, it } from 'vitest';
import type { VerdictFact } from '../../engine/gates/gate.ts';
import { describeVerdict, verdict } from '../../engine/gates/verdict.ts';
import { gateContract, NOTHING } from './contract.ts';

const at = new Date('2026-11-21T10:02:00Z');
const accepted: VerdictFact = { is: 'accepted', by: 'carol', at };
const rejected: VerdictFact = { is: 'rejected', by: 'dora', at, reason: 'totals are wrong' };

gateContract(verdict, [
  { context: { verdicts: [accepted] }, outcome: 'pass' },
  { settings: { is: 'accepted' }, context: { verdicts: [accepted, rejected] }, outcome: 'pass' },
  { context: { verdicts: [rejected, accepted] }, outcome: 'fail' },
  { context: { verdicts: [{ ...accepted, is: 'revoked' }] }, outcome: 'fail' },
]);

describe('the gate verdict', () => {
  it('says what to do when nobody has looked at the image', async () => {
    expect(await verdict.evaluate(NOTHING, {})).toEqual({
      outcome: 'fail',
      because: 'Nobody has given a verdict on this image.',
      remedy: "Test it, then set one: imageVerdict(is: 'accepted', reason: '…').",
    });
  });
});

describe('a verdict in words', () => {
  it.each([
    [accepted, 'Accepted by carol on 2026-11-21 10:02 UTC.'],
    [rejected, 'Rejected by dora on 2026-11-21 10:02 UTC: totals are wrong.'],
    [{ ...rejected, reason: 'No!  ' }, 'Rejected by dora on 2026-11-21 10:02 UTC: No.'],
    [{ ...rejected, reason: 'why?.' }, 'Rejected by dora on 2026-11-21 10:02 UTC: why.'],
  ])('is one sentence: %j', (fact, sentence) => {
    expect(describeVerdict(fact)).toBe(sentence);
  });
});
