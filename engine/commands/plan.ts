import { planSet, type SetPlan } from '../promotion/release-set.ts';
import { askForApproval } from './ask-for-approval.ts';
import type { Command, CommandContext } from './command.ts';
import { type PreparedStep, prepareStep } from './prepare-step.ts';
import { presentPlan } from './present-plan.ts';
import { showEnding } from './show-ending.ts';
import { rehearseHosts } from './tell-hosts.ts';
import { awaitTurn } from './turn.ts';
import { writeResult } from './write-result.ts';

/** Says what a promotion would do and whether it may; writes to no registry but the record of a refusal. */
export const plan: Command = async (context) => {
  const step = await prepareStep(context);
  const set = planSet(step.prepared.map(({ plan }) => plan));
  await presentPlan(context, step, set, 'in full');
  if (step.isDryRun) return endDryRun(context, step, set);
  if (set.next === 'approve') await askForApproval(context, step, set);
  const next = await awaitTurn(context, step, set);
  if (next === 'done') await writeResult(context, step, set, 'unchanged');
  await context.folder.write('next.txt', `${next}\n`);
};

const OUTLOOKS: Readonly<Record<SetPlan['next'], string>> = {
  refuse: 'would be refused',
  approve: 'would wait for an approval',
  promote: 'would go through',
  done: 'would have nothing to do',
};

async function endDryRun(context: CommandContext, step: PreparedStep, set: SetPlan) {
  const { folder, print } = context;
  const { next, images } = set;
  if (next === 'promote' || next === 'approve') await rehearseHosts(context, step);
  print(`Dry run: the promotion ${OUTLOOKS[next]}. Nothing was written to any registry.`);
  const result = { version: 1, outcome: 'planned', next, images };
  await folder.write('result.json', `${JSON.stringify(result, null, 2)}\n`);
  await showEnding(context, step, set, 'planned');
  await folder.write('next.txt', 'done\n');
}
