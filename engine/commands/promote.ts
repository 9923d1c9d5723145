import { Failure } from '../failures.ts';
import { isJsonObject, parseJson } from '../oci/json.ts';
import { applyPromotion } from '../promotion/apply.ts';
import { parseApproval } from '../promotion/approval.ts';
import { changesSince, type Plan } from '../promotion/plan.ts';
import type { Command, CommandContext } from './command.ts';
import { presentPlan, writeDone } from './plan.ts';
import { prepareStep, referenceOf } from './prepare-step.ts';

/** Plans again, holds that against what was approved, and carries it out. */
export const promote: Command = async (context) => {
  const { folder, request, clock, print } = context;
  const approved = await readPlan(context);
  const prepared = await prepareStep(context);
  const { plan } = prepared;
  const changes = approved === undefined ? [] : changesSince(approved, plan);
  if (changes.length > 0) throw planChanged(plan, changes);
  const isAsPlanned = approved !== undefined && approved.next === plan.next;
  await presentPlan(context, prepared, isAsPlanned ? 'briefly' : 'in full');
  if (plan.next === 'done') return writeDone(context, prepared);

  if (plan.approval !== undefined && approved === undefined) throw planAbsent(plan);
  const approval =
    plan.approval === undefined ? undefined : parseApproval(request.approval, plan.approval);
  if (approval !== undefined) print(`Approved by ${approval.by}.`);
  const { buildUrl } = request.jenkins;
  await applyPromotion(prepared, {
    clock,
    print,
    ...(approval !== undefined && { approval }),
    ...(buildUrl !== undefined && { url: buildUrl }),
  });

  const reference = referenceOf(prepared.environment.main, plan.candidate.digest);
  const result = {
    version: 1,
    outcome: 'promoted',
    reference,
    ...(approval !== undefined && { approval }),
    plan,
  };
  await folder.write('reference.txt', `${reference}\n`);
  await folder.write('result.json', `${JSON.stringify(result, null, 2)}\n`);
  print(`Promoted to ${plan.environment}: ${reference}`);
};

async function readPlan({ folder }: CommandContext): Promise<Plan | undefined> {
  const bytes = await folder.read('plan.json');
  if (bytes === undefined) return undefined;
  const json = parseJson(bytes);
  if (isJsonObject(json) && json['version'] === 1 && typeof json['meaning'] === 'string') {
    // Written by `plan` of the same engine; only compared with the plan that was made anew.
    return json as unknown as Plan;
  }
  throw new Failure(
    'PLAN_UNREADABLE',
    'usage',
    'The plan.json of this run cannot be read, so it is not known what was planned.',
    'Run this stage again from its start.',
  );
}

const planChanged = ({ environment }: Plan, changes: readonly string[]) =>
  new Failure(
    'PLAN_CHANGED',
    'refused',
    `The promotion to ${environment} is not what was planned any more: ${changes.join('; ')}.`,
    'Nothing was copied and no tag was moved. Run this stage again, so that the new plan can be seen and approved.',
  );

const planAbsent = ({ environment }: Plan) =>
  new Failure(
    'PLAN_ABSENT',
    'refused',
    `The promotion to ${environment} needs an approval, and there is no plan.json that could have been approved.`,
    'Run the command `plan` first, in the same folder; promoteImage does.',
  );
