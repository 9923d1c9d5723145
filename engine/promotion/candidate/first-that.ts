import { Failure } from '../../failures.ts';
import type { Environment } from '../environments.ts';
import type { Claim } from './claim.ts';

/** The first environment that has it; where none has, the first reason, of those that say more than "absent". */
export async function firstThat(
  from: readonly Environment[],
  claim: (environment: Environment) => Promise<Claim>,
): Promise<Claim> {
  const reasons: unknown[] = [];
  for (const environment of from) {
    try {
      return await claim(environment);
    } catch (error) {
      if (!isPassing(error)) throw error;
      reasons.push(error);
    }
  }
  throw reasons.find((reason) => !isAbsence(reason)) ?? reasons[0];
}

/** Another environment may still know it; a tag that was moved by hand stops at once. */
export function isPassing(error: unknown): boolean {
  const isUnknownHere =
    error instanceof Failure && ['TAG_UNRECORDED', 'NO_BUILD_TAG'].includes(error.code);
  return isUnknownHere || isAbsence(error);
}

export function isAbsence(error: unknown): boolean {
  return error instanceof Failure && error.kind === 'absent';
}
