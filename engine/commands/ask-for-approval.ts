import { describeApproval } from '../promotion/describe-plan.ts';
import type { SetPlan } from '../promotion/release-set.ts';
import type { CommandContext } from './command.ts';
import { describeChange } from './describe-change.ts';
import type { PreparedStep } from './prepare-step.ts';

/**
 * Leaves the question to the step: what it says, who may answer, how many have to, and for how long.
 * @param changes why it is asked again
 */
export async function askForApproval(
  context: CommandContext,
  { prepared, configuration }: PreparedStep,
  { images }: SetPlan,
  changes: readonly string[] = [],
): Promise<void> {
  const { folder, request } = context;
  // All images enter the same environment, which names one approval.
  const { submitters = [], atLeast = 1, timeoutMinutes = 0 } = images[0]?.approval ?? {};
  const again = changes.length === 0 ? [] : [`Asked again, since ${changes.join('; ')}.`];
  const parts: string[] = [];
  for (const one of prepared) {
    parts.push(describeApproval(one.plan));
    const change =
      one.plan.next === 'done' ? undefined : await describeChange(context, configuration, one);
    if (change !== undefined) parts.push(change);
  }
  const { pageUrl } = request.jenkins;
  const page = pageUrl === undefined ? [] : [`Page: ${pageUrl}`];
  const question = [...again, ...parts, ...page].join('\n\n');
  await folder.write('approval.txt', `${question}\n`);
  await folder.write('submitters.txt', `${submitters.join(',')}\n`);
  await folder.write('approvals.txt', `${atLeast}\n`);
  await folder.write('timeout.txt', `${timeoutMinutes}\n`);
}
