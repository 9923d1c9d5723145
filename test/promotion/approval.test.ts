import { describe, expect, it } from 'vitest';
import { parseApprovals } from '../../engine/promotion/approval.ts';

const form = (by: unknown, comment: unknown = '') => ({
  PROMOTE_IMAGE_APPROVER: by,
  COMMENT: comment,
});
const plan = (...who: string[]) => ({
  submitters: ['uat-leads', 'erin'],
  atLeast: 1,
  comment: 'optional' as const,
  timeoutMinutes: 60,
  excluded: who.map((one) => ({ who: one, why: 'wrote the commit' })),
});

describe('an answer', () => {
  it.each([
    [form('bob'), { by: 'bob' }],
    [form('bob', ' seen on the board \n'), { by: 'bob', comment: 'seen on the board' }],
  ])('counts when a person filled the form in: %j', (answer, approval) => {
    expect(parseApprovals([answer], plan('alice'))).toEqual({ approvals: [approval] });
  });

  it.each([
    undefined,
    null,
    'bob',
    true,
    0,
    [],
    {},
    form(undefined),
    form(''),
    form(['bob']),
    { PROMOTE_IMAGE_APPROVER: 'bob' },
  ])('does not count when nobody did: %j', (answer) => {
    expect(() => parseApprovals([answer], plan())).toThrow(/^This promotion was not approved: /);
  });

  it.each([
    ['bob', 'bob'],
    ['Bob', 'bOB'],
    ['bob@example.com', 'bob'],
    ['bob@example.com', 'bob@example.com'],
  ])('does not count when %s wrote the commit and %s approves', (who, by) => {
    expect(() => parseApprovals([form(by)], plan('dora', who))).toThrow(
      `The approval by ${by} does not count: ${by} wrote the commit, and the policy wants somebody else.`,
    );
  });

  it.each([
    ['bobby', 'bob'],
    ['bob@example.com', 'bobby'],
    ['example.com', 'bob@example.com'],
  ])('counts when %s is excluded and %s approves', (who, by) => {
    expect(parseApprovals([form(by)], plan(who))).toEqual({ approvals: [{ by }] });
  });
});

describe('answers of several people', () => {
  const two = { ...plan('alice'), atLeast: 2 };
  const rejects = (by: string, comment: string) => ({ ...form(by, comment), DECISION: 'reject' });

  it('count when so many different people approve', () => {
    expect(parseApprovals([form('bob'), form('carol')], two)).toEqual({
      approvals: [{ by: 'bob' }, { by: 'carol' }],
    });
  });

  it.each([
    ['too few', [form('bob')], 'This promotion was not approved: 1 of 2 people approved.'],
    [
      'the same one twice',
      [form('bob'), form('Bob')],
      'Bob approved twice, and the policy wants 2 people.',
    ],
    [
      'one who is excluded',
      [form('bob'), form('alice')],
      'The approval by alice does not count: alice wrote the commit, and the policy wants somebody else.',
    ],
  ])('do not count by %s', (_, answers, sentence) => {
    expect(() => parseApprovals(answers, two)).toThrow(sentence);
  });

  it('are a no as soon as one of them rejects, even one who may not approve', () => {
    expect(parseApprovals([form('bob'), rejects('alice', 'wrong total')], two)).toEqual({
      rejection: { by: 'alice', reason: 'wrong total' },
    });
  });

  it('need a reason for a no, and for a yes where the policy asks', () => {
    expect(() => parseApprovals([rejects('bob', ' ')], two)).toThrow(
      'bob rejects without saying why, and a comment is asked for.',
    );
    expect(() => parseApprovals([form('bob')], { ...plan(), comment: 'required' })).toThrow(
      'bob approves without saying why, and a comment is asked for.',
    );
  });

  it('do not count with a decision that is none', () => {
    expect(() => parseApprovals([{ ...form('bob'), DECISION: 'maybe' }], plan())).toThrow(
      /^This promotion was not approved: /,
    );
  });
});
