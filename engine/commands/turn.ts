import type { SetPlan } from '../promotion/release-set.ts';
import { lockOf } from './build-wishes.ts';
import type { CommandContext } from './command.ts';
import type { PreparedStep } from './prepare-step.ts';

/** What the step does next: `wait` lets the agent go, and promotes when it is this build's turn. */
type NextStep = SetPlan['next'] | 'wait';

/**
 * Leaves to the step what it waits for before it promotes.
 * A milestone counts in every build alike, so it is passed where nothing is left to do, too.
 */
export async function awaitTurn(
  { folder }: CommandContext,
  { options }: PreparedStep,
  { environment, next }: SetPlan,
): Promise<NextStep> {
  const lock = next === 'done' ? undefined : lockOf(options, environment);
  const isMilestone = options.flag('milestone');
  if (lock !== undefined) await folder.write('lock.txt', `${lock}\n`);
  if (isMilestone) await folder.write('milestone.txt', `${environment}\n`);
  if (next === 'approve') return next;
  return lock !== undefined || isMilestone ? 'wait' : next;
}
