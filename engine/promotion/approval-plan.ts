import type { EnvironmentPolicy } from '../config/configuration.ts';
import type { BuildRecord } from '../evidence/record.ts';
import { Failure } from '../failures.ts';
import type { ApprovalPlan } from './plan.ts';

/**
 * Names everybody who may not approve, so that the plan shows it and the answer can be held against it.
 * @throws Failure COMMITTERS_UNKNOWN
 */
export function approvalOf(
  { approval }: EnvironmentPolicy,
  requester: string | undefined,
  build: BuildRecord | undefined,
): ApprovalPlan | undefined {
  if (approval === undefined) return undefined;
  const { submitters, atLeast, comment, timeoutMinutes, notBy } = approval;
  const requesters = notBy.includes('requester') && requester !== undefined ? [requester] : [];
  const committers = notBy.includes('committer') ? (build?.committers ?? []) : [];
  if (notBy.includes('committer') && committers.length === 0) throw committersUnknown();
  return {
    submitters,
    atLeast,
    comment,
    timeoutMinutes,
    excluded: [
      ...requesters.map((who) => ({ who, why: 'asked for this promotion' })),
      ...committers.map((who) => ({ who, why: 'wrote the commit' })),
    ],
  };
}

const committersUnknown = () =>
  new Failure(
    'COMMITTERS_UNKNOWN',
    'refused',
    'The approval excludes committers (`notBy: committer`), and the build record names none.',
    'Call recordImage in the workspace of the checkout, where git can tell who committed.',
  );
