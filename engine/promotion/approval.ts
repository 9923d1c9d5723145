import { Failure } from '../failures.ts';
import { isJsonObject } from '../oci/json.ts';
import type { ApprovalPlan } from './plan.ts';

/** Somebody's yes, as Jenkins gave it. */
export interface Approval {
  readonly by: string;
  readonly comment?: string;
}

const APPROVER = 'PROMOTE_IMAGE_APPROVER';
const COMMENT = 'COMMENT';

/**
 * Reads what `input` returned. Only an object with both our parameters was filled in by a person:
 * Jenkins' `proceedEmpty` skips them and gives the bare user id.
 * @throws Failure NOT_APPROVED, APPROVER_EXCLUDED
 */
export function parseApproval(answer: unknown, { submitters, excluded }: ApprovalPlan): Approval {
  if (answer === undefined) {
    throw notApproved('nobody was asked', submitters);
  }
  const by = isJsonObject(answer) ? answer[APPROVER] : undefined;
  const comment = isJsonObject(answer) ? answer[COMMENT] : undefined;
  if (typeof by !== 'string' || by === '' || typeof comment !== 'string') {
    const shown = typeof answer === 'string' ? `only the name "${answer.slice(0, 80)}"` : 'no form';
    throw notApproved(
      `Jenkins gave back ${shown}, as it does when the question is skipped by a script (proceedEmpty)`,
      submitters,
    );
  }
  const reason = excluded.find(({ who }) => isSamePerson(who, by));
  if (reason !== undefined) throw approverExcluded(by, reason.why, submitters);
  return { by, ...(comment.trim() !== '' && { comment: comment.trim() }) };
}

/** A Jenkins user id against an id, a name, or a mail address, in any case. */
function isSamePerson(who: string, id: string): boolean {
  const known = who.toLowerCase();
  const asked = id.toLowerCase();
  return known === asked || (known.includes('@') && known.split('@', 1)[0] === asked);
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
