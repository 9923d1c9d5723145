import { describe, expect, it } from 'vitest';
import type { VerdictFact } from '../../engine/gates/gate.ts';
import { describeVerdict, verdict } from '../../engine/gates/verdict.ts';
import { gateContract, NOTHING } from './contract.ts';

const at = new Date('2026-11-21T10:02:00Z');
const accepted: VerdictFact = { is: 'accepted', by: 'carol', at };
const rejected: VerdictFact = { is: 'rejected', by: 'dora', at, reason: 'totals are wrong' };
const revoked: VerdictFact = { is: 'revoked', by: 'dora', at };
const expired = { until: new Date('2026-11-21T12:00:00Z') };
const lasting = { until: new Date('2026-11-21T12:00:01Z') };
const notBy = ['requester', 'committer'] as const;
const build = { committers: ['Bob Miller', 'bob@example.com'] };

gateContract(verdict, [
  { context: { verdicts: [accepted] }, outcome: 'pass' },
  { settings: { is: 'accepted' }, context: { verdicts: [accepted, rejected] }, outcome: 'pass' },
  { context: { verdicts: [rejected, accepted] }, outcome: 'fail' },
  { context: { verdicts: [revoked] }, outcome: 'fail' },
  { context: { verdicts: [accepted, revoked] }, outcome: 'fail' },
  { context: { verdicts: [accepted, { ...revoked, ...expired }] }, outcome: 'fail' },
  { context: { verdicts: [{ ...accepted, ...lasting }] }, outcome: 'pass' },
  { context: { verdicts: [{ ...accepted, ...expired }] }, outcome: 'fail' },
  { context: { verdicts: [{ ...accepted, ...expired }, accepted] }, outcome: 'fail' },
  { context: { verdicts: [{ ...rejected, ...expired }, accepted] }, outcome: 'pass' },
  { context: { verdicts: [{ ...rejected, ...expired }] }, outcome: 'fail' },
  { settings: { by: ['Carol'] }, context: { verdicts: [accepted] }, outcome: 'pass' },
  { settings: { by: ['erin'] }, context: { verdicts: [accepted] }, outcome: 'fail' },
  { settings: { by: ['carol'] }, context: { verdicts: [rejected, accepted] }, outcome: 'fail' },
  {
    settings: { by: ['carol'] },
    context: { verdicts: [{ ...accepted, by: 'mallory' }, rejected, accepted] },
    outcome: 'fail',
  },
  { settings: { notBy }, context: { verdicts: [accepted], build }, outcome: 'pass' },
  {
    settings: { notBy },
    context: { verdicts: [accepted], build, requester: 'CAROL' },
    outcome: 'fail',
  },
  {
    settings: { notBy },
    context: { verdicts: [{ ...accepted, by: 'Bob' }], build },
    outcome: 'fail',
  },
  { settings: { notBy }, context: { verdicts: [accepted] }, outcome: 'error' },
]);

describe('the gate verdict', () => {
  it('says what to do when nobody has looked at the image', async () => {
    expect(await verdict.evaluate(NOTHING, {})).toEqual({
      outcome: 'fail',
      because: 'Nobody has given a verdict on this image.',
      remedy: "Test it, then set one: imageVerdict(is: 'accepted', reason: '…').",
    });
  });

  it('says when an acceptance expired', async () => {
    const context = { ...NOTHING, verdicts: [{ ...accepted, ...expired }] };

    expect(await verdict.evaluate(context, {})).toEqual({
      outcome: 'fail',
      because: 'Accepted by carol on 2026-11-21 10:02 UTC. It expired on 2026-11-21 12:00 UTC.',
      remedy:
        "Look at the image again, and accept it anew: imageVerdict(is: 'accepted', reason: '…').",
    });
  });

  it('says why an acceptance does not count', async () => {
    const context = { ...NOTHING, verdicts: [accepted], requester: 'carol' };

    expect(await verdict.evaluate(context, { notBy: ['requester'] })).toEqual({
      outcome: 'fail',
      because:
        'Accepted by carol on 2026-11-21 10:02 UTC. That does not count for uat: carol asked for this promotion.',
      remedy:
        "Have the image accepted by somebody else: imageVerdict(is: 'accepted', reason: '…').",
    });
    expect(await verdict.evaluate(context, { by: ['erin', 'frank'] })).toMatchObject({
      because:
        'Accepted by carol on 2026-11-21 10:02 UTC. That does not count for uat: carol is not one of those who may accept.',
      remedy:
        "Have the image accepted by one of erin, frank: imageVerdict(is: 'accepted', reason: '…').",
    });
  });

  it('cannot tell who is excluded where no committer is known', async () => {
    const context = { ...NOTHING, verdicts: [accepted], build: { committers: [] } };

    expect(await verdict.evaluate(context, { notBy })).toMatchObject({
      outcome: 'error',
      because:
        'The verdict may not be by a committer (`notBy`), and the build record names no committers.',
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
