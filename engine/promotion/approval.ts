import { Failure, oneLine } from '../failures.ts';
import { isSamePerson } from '../gates/people.ts';
import { isJsonObject } from '../oci/json.ts';
import type { ApprovalPlan } from './plan.ts';

/** Somebody's yes, as Jenkins gave it. */
export interface Approval {
  readonly by: string;
  readonly comment?: string;
}

/** Somebody's no, and why. */
export interface Rejection {
  readonly by: string;
  readonly reason: string;
}

/** What people said: enough of them yes, or one of them no. */
export type Answers =
  | { readonly approvals: readonly Approval[] }
  | { readonly rejection: Rejection };

const APPROVER = 'PROMOTE_IMAGE_APPROVER';
const COMMENT = 'COMMENT';
const DECISION = 'DECISION';

/**
 * Reads what `input` returned, once for each who was asked. Only an object with our parameters was filled in
 * by a person: Jenkins' `proceedEmpty` skips them and gives the bare user id.
 * @throws Failure NOT_APPROVED, APPROVER_EXCLUDED, APPROVED_TWICE, COMMENT_MISSING
 */
export function parseApprovals(answers: readonly unknown[], plan: ApprovalPlan): Answers {
  const { submitters, atLeast } = plan;
  if (answers.length === 0) throw notApproved('nobody was asked', submitters);
  const approvals: Approval[] = [];
  for (const answer of answers) {
    const form = parseForm(answer, plan);
    if (form.decision === 'reject') {
      if (form.comment === '') throw commentMissing(form.by, 'rejects', submitters);
      return { rejection: { by: form.by, reason: form.comment } };
    }
    if (approvals.some(({ by }) => isSamePerson(by, form.by))) {
      throw approvedTwice(form.by, atLeast, submitters);
    }
    const { by, comment } = form;
    if (comment === '' && plan.comment === 'required') {
      throw commentMissing(by, 'approves', submitters);
    }
    approvals.push({ by, ...(comment !== '' && { comment }) });
  }
  if (approvals.length < atLeast) {
    throw notApproved(`${approvals.length} of ${atLeast} people approved`, submitters);
  }
  return { approvals };
}

/** Whoever is excluded may still say no. */
function parseForm(answer: unknown, { submitters, excluded }: ApprovalPlan) {
  const form = isJsonObject(answer) ? answer : {};
  const { [APPROVER]: by, [COMMENT]: comment, [DECISION]: decision = 'approve' } = form;
  const isFilled = typeof by === 'string' && by !== '' && typeof comment === 'string';
  if (!isFilled || (decision !== 'approve' && decision !== 'reject')) {
    const shown = typeof answer === 'string' ? `only the name "${oneLine(answer, 80)}"` : 'no form';
    throw notApproved(
      `Jenkins gave back ${shown}, as it does when the question is skipped by a script (proceedEmpty)`,
      submitters,
    );
  }
  const reason = excluded.find(({ who }) => isSamePerson(who, by));
  if (reason !== undefined && decision === 'approve') {
    throw approverExcluded(by, reason.why, submitters);
  }
  return { by, comment: comment.trim(), decision };
}

const notApproved = (why: string, submitters: readonly string[]) =>
  new Failure(
    'NOT_APPROVED',
    'refused',
    `This promotion was not approved: ${why}.`,
    `Run this stage again, and have one of ${submitters.join(', ')} answer the question on the build's page.`,
  );

const approverExcluded = (by: string, why: string, submitters: readonly string[]) =>
  new Failure(
    'APPROVER_EXCLUDED',
    'refused',
    `The approval by ${by} does not count: ${by} ${why}, and the policy wants somebody else.`,
    `Run this stage again, and have another of ${submitters.join(', ')} answer.`,
  );

const approvedTwice = (by: string, atLeast: number, submitters: readonly string[]) =>
  new Failure(
    'APPROVED_TWICE',
    'refused',
    `${by} approved twice, and the policy wants ${atLeast} people.`,
    `Run this stage again, and have ${atLeast} of ${submitters.join(', ')} answer, each once.`,
  );

const commentMissing = (by: string, what: string, submitters: readonly string[]) =>
  new Failure(
    'COMMENT_MISSING',
    'refused',
    `${by} ${what} without saying why, and a comment is asked for.`,
    `Run this stage again, and have one of ${submitters.join(', ')} fill in the comment.`,
  );
