import type { StepOutcome, Workspace } from '../support/promotion-run.ts';
import { succeed } from './steps.ts';

/** Into uat come images that two people approved in advance, whoever asks not among them. */
export const WITH_APPROVALS = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: 'dev/{image}-qa', tags: ['{build}'] }
  uat:
    from: qa
    repository: prod/{image}
    tags: ['{build}-uat']
    gates: [{ kind: approvals, atLeast: 2, notBy: [requester] }]
`;

/** approveImage in a job that `by` started. */
export function approve(
  workspace: Workspace,
  by: string,
  options: object = {},
): Promise<StepOutcome> {
  return succeed(workspace, 'approve', 'approve-uat', {
    options: { env: 'uat', fromBuild: 10, ...options },
    jenkins: { requester: by, buildNumber: '77', jobName: 'approvals' },
  });
}
