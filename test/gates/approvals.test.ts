import { describe, expect, it } from 'vitest';
import { approvals } from '../../engine/gates/approvals.ts';
import type { ApprovalFact } from '../../engine/gates/gate.ts';
import { gateContract, NOTHING } from './contract.ts';

const at = new Date('2026-11-20T16:00:00Z');
const carol: ApprovalFact = { by: 'carol', at };
const dora: ApprovalFact = { by: 'dora', at: new Date('2026-11-21T09:30:00Z') };
const ended = { until: NOTHING.now };
const lasting = { until: new Date('2026-11-21T12:00:01Z') };
const notBy = ['requester', 'committer'] as const;
const build = { committers: ['Bob Miller', 'bob@example.com'] };
const hidden = { committers: ['C', '123+carol@users.noreply.github.com'] };
const unlike = { committers: ['C', '123+carol@example.com'] };

gateContract(approvals, [
  { settings: { notBy }, context: { approvals: [carol], build: hidden }, outcome: 'fail' },
  { settings: { notBy }, context: { approvals: [carol], build: unlike }, outcome: 'pass' },
  { context: { approvals: [carol] }, outcome: 'pass' },
  { settings: { atLeast: 2 }, context: { approvals: [carol, dora] }, outcome: 'pass' },
  { settings: { atLeast: 2 }, context: { approvals: [carol] }, outcome: 'fail' },
  {
    settings: { atLeast: 2 },
    context: { approvals: [carol, { ...carol, by: 'CAROL' }] },
    outcome: 'fail',
  },
  {
    settings: { atLeast: 2 },
    context: { approvals: [carol, { ...carol, by: 'carol@example.com' }] },
    outcome: 'fail',
  },
  { context: { approvals: [{ ...carol, ...lasting }] }, outcome: 'pass' },
  { context: { approvals: [{ ...carol, ...ended }] }, outcome: 'fail' },
  { context: { approvals: [{ ...carol, ...ended }, carol] }, outcome: 'pass' },
  { settings: { by: ['Carol'] }, context: { approvals: [carol] }, outcome: 'pass' },
  { settings: { by: ['erin'] }, context: { approvals: [carol] }, outcome: 'fail' },
  { settings: { notBy }, context: { approvals: [carol], build }, outcome: 'pass' },
  {
    settings: { notBy },
    context: { approvals: [carol], build, requester: 'Carol' },
    outcome: 'fail',
  },
  {
    settings: { notBy },
    context: { approvals: [{ ...carol, by: 'carol@example.com' }], build, requester: 'carol' },
    outcome: 'fail',
  },
  {
    settings: { notBy },
    context: { approvals: [{ ...carol, by: 'bob' }], build },
    outcome: 'fail',
  },
  { settings: { notBy }, context: { approvals: [carol] }, outcome: 'error' },
]);

describe('the gate approvals', () => {
  const context = { ...NOTHING, build, requester: 'alice' };

  it('names those who approved', async () => {
    const found = approvals.evaluate({ ...context, approvals: [dora, carol] }, { atLeast: 2 });

    expect(await found).toEqual({
      outcome: 'pass',
      because:
        'Approved for uat by dora (2026-11-21 09:30 UTC), carol (2026-11-20 16:00 UTC); 2 are required.',
    });
  });

  it('says whom to ask when nobody has approved', async () => {
    expect(await approvals.evaluate(context, { atLeast: 2 })).toEqual({
      outcome: 'fail',
      because: 'Nobody has approved this image for uat; 2 are required.',
      remedy: "Have 2 people approve it: approveImage(env: 'uat', comment: '…').",
    });
  });

  it('says who is missing, and why others do not count', async () => {
    const given = [
      dora,
      { ...carol, by: 'alice' },
      { ...carol, by: 'bob' },
      { ...carol, by: 'frank' },
      { ...carol, ...ended, by: 'erin' },
    ];
    const by = ['alice', 'bob', 'dora', 'erin'];

    expect(
      await approvals.evaluate({ ...context, approvals: given }, { atLeast: 2, by, notBy }),
    ).toEqual({
      outcome: 'fail',
      because:
        'Approved for uat by dora (2026-11-21 09:30 UTC) alone; 2 are required. Does not count: alice (asked for this promotion); bob (wrote the commit); frank (is not one of those who may approve); erin (ended on 2026-11-21 12:00 UTC).',
      remedy: "Have 1 of erin approve it: approveImage(env: 'uat', comment: '…').",
    });
  });

  it('says when nobody is left to ask', async () => {
    const found = approvals.evaluate(
      { ...context, approvals: [carol] },
      { atLeast: 2, by: ['alice', 'carol'], notBy },
    );

    expect(await found).toMatchObject({
      remedy:
        'Too few of those whom `by` names may still approve it; whoever owns promotion.yaml can name more people there.',
    });
  });

  it('cannot tell who is excluded where no committer is known', async () => {
    expect(await approvals.evaluate({ ...NOTHING, approvals: [carol] }, { notBy })).toMatchObject({
      outcome: 'error',
      because:
        'Approvals may not be by a committer (`notBy`), and the build record names no committers.',
    });
  });
});
