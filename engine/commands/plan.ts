import { describeApproval } from '../promotion/describe-plan.ts';
import { planSet } from '../promotion/release-set.ts';
import type { Command } from './command.ts';
import { prepareStep } from './prepare-step.ts';
import { presentPlan } from './present-plan.ts';
import { writeResult } from './write-result.ts';

/** Says what a promotion would do and whether it may; writes to no registry but the record of a refusal. */
export const plan: Command = async (context) => {
  const { folder } = context;
  const { prepared, keys } = await prepareStep(context);
  const set = planSet(prepared.map(({ plan }) => plan));
  await presentPlan(context, { prepared, keys }, set, 'in full');
  if (set.next === 'approve') {
    // All images enter the same environment, which names one approval.
    const { submitters = [], timeoutMinutes = 0 } = set.images[0]?.approval ?? {};
    await folder.write('approval.txt', `${set.images.map(describeApproval).join('\n\n')}\n`);
    await folder.write('submitters.txt', `${submitters.join(',')}\n`);
    await folder.write('timeout.txt', `${timeoutMinutes}\n`);
  }
  if (set.next === 'done') await writeResult(context, prepared, 'unchanged');
  await folder.write('next.txt', `${set.next}\n`);
};
