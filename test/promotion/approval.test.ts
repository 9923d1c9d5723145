import { describe, expect, it } from 'vitest';
import { parseApproval } from '../../engine/promotion/approval.ts';

const form = (by: unknown, comment: unknown = '') => ({
  PROMOTE_IMAGE_APPROVER: by,
  COMMENT: comment,
});
const plan = (...who: string[]) => ({
  submitters: ['uat-leads', 'erin'],
  timeoutMinutes: 60,
  excluded: who.map((one) => ({ who: one, why: 'wrote the commit' })),
});

describe('an answer', () => {
  it.each([
    [form('bob'), { by: 'bob' }],
    [form('bob', ' seen on the board \n'), { by: 'bob', comment: 'seen on the board' }],
  ])('counts when a person filled the form in: %j', (answer, approval) => {
    expect(parseApproval(answer, plan('alice'))).toEqual(approval);
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
    expect(() => parseApproval(answer, plan())).toThrow(/^This promotion was not approved: /);
  });

  it.each([
    ['bob', 'bob'],
    ['Bob', 'bOB'],
    ['bob@example.com', 'bob'],
    ['bob@example.com', 'bob@example.com'],
  ])('does not count when %s wrote the commit and %s approves', (who, by) => {
    expect(() => parseApproval(form(by), plan('dora', who))).toThrow(
      `The approval by ${by} does not count: ${by} wrote the commit, and the policy wants somebody else.`,
    );
  });

  it.each([
    ['bobby', 'bob'],
    ['bob@example.com', 'bobby'],
    ['example.com', 'bob@example.com'],
  ])('counts when %s is excluded and %s approves', (who, by) => {
    expect(parseApproval(form(by), plan(who))).toEqual({ by });
  });
});
