import { Failure } from '../failures.ts';
import { isJsonObject, parseJson } from '../oci/json.ts';
import { applyPromotions } from '../promotion/apply.ts';
import { type Approval, parseApproval } from '../promotion/approval.ts';
import { planSet, type SetPlan, setChangesSince } from '../promotion/release-set.ts';
import type { Command, CommandContext } from './command.ts';
import { prepareStep } from './prepare-step.ts';
import { presentPlan } from './present-plan.ts';
import { writeResult } from './write-result.ts';

/** Plans again, holds that against what was approved, and carries it out. */
export const promote: Command = async (context) => {
  const { request, clock, print } = context;
  const approved = await readPlan(context);
  const { prepared, keys } = await prepareStep(context);
  const set = planSet(prepared.map(({ plan }) => plan));
  const changes = approved === undefined ? [] : setChangesSince(approved, set);
  if (changes.length > 0) throw planChanged(set, changes);
  const isAsPlanned = approved !== undefined && approved.next === set.next;
  await presentPlan(context, { prepared, keys }, set, isAsPlanned ? 'briefly' : 'in full');
  if (set.next === 'done') return writeResult(context, prepared, 'unchanged');

  const approval = approvalFor(context, set, approved);
  if (approval !== undefined) print(`Approved by ${approval.by}.`);
  const { buildUrl } = request.jenkins;
  await applyPromotions(prepared, {
    clock,
    print,
    plan: set.meaning,
    keys,
    ...(approval !== undefined && { approval }),
    ...(buildUrl !== undefined && { url: buildUrl }),
  });
  await writeResult(context, prepared, 'promoted', approval);
};

/** The approver may be excluded for one image of the set, and then is for all. */
function approvalFor(
  { request }: CommandContext,
  set: SetPlan,
  approved: SetPlan | undefined,
): Approval | undefined {
  const wanted = set.images.flatMap(({ approval }) => (approval === undefined ? [] : [approval]));
  const [first] = wanted;
  if (first === undefined) return undefined;
  if (approved === undefined) throw planAbsent(set);
  const excluded = wanted.flatMap((approval) => approval.excluded);
  return parseApproval(request.approval, { ...first, excluded });
}

async function readPlan({ folder }: CommandContext): Promise<SetPlan | undefined> {
  const bytes = await folder.read('plan.json');
  if (bytes === undefined) return undefined;
  const json = parseJson(bytes);
  const isWhole = isJsonObject(json) && Array.isArray(json['images']);
  if (isWhole && json['version'] === 1 && typeof json['meaning'] === 'string') {
    // Written by `plan` of the same engine; only compared with the plan that was made anew.
    return json as unknown as SetPlan;
  }
  throw new Failure(
    'PLAN_UNREADABLE',
    'usage',
    'The plan.json of this run cannot be read, so it is not known what was planned.',
    'Run this stage again from its start.',
  );
}

const planChanged = ({ environment }: SetPlan, changes: readonly string[]) =>
  new Failure(
    'PLAN_CHANGED',
    'refused',
    `The promotion to ${environment} is not what was planned any more: ${changes.join('; ')}.`,
    'Nothing was copied and no tag was moved. Run this stage again, so that the new plan can be seen and approved.',
  );

const planAbsent = ({ environment }: SetPlan) =>
  new Failure(
    'PLAN_ABSENT',
    'refused',
    `The promotion to ${environment} needs an approval, and there is no plan.json that could have been approved.`,
    'Run the command `plan` first, in the same folder; promoteImage does.',
  );
