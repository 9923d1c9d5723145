import { Failure } from '../failures.ts';
import { isJsonObject, parseJson } from '../oci/json.ts';
import { applyPromotions } from '../promotion/apply.ts';
import { type Answers, parseApprovals, type Rejection } from '../promotion/approval.ts';
import { planSet, type SetPlan, setChangesSince } from '../promotion/release-set.ts';
import { askForApproval } from './ask-for-approval.ts';
import type { Command, CommandContext } from './command.ts';
import { keepBuilds } from './keep-builds.ts';
import { type PreparedStep, prepareStep } from './prepare-step.ts';
import { presentPlan } from './present-plan.ts';
import { recordRefusal } from './record-refusal.ts';
import { showEnding } from './show-ending.ts';
import { tellHosts } from './tell-hosts.ts';
import { writeReport } from './write-report.ts';
import { writeResult } from './write-result.ts';

/**
 * Plans again, holds that against what was approved, and carries it out. Where it changed while people
 * thought, they are asked again.
 */
export const promote: Command = async (context) => {
  const { request, clock, print } = context;
  const approved = await readPlan(context);
  const step = await prepareStep(context);
  if (step.isDryRun) throw nothingDry();
  const { prepared, keys } = step;
  const set = planSet(prepared.map(({ plan }) => plan));
  const changes = approved === undefined ? [] : setChangesSince(approved, set);
  const isAskedAgain = changes.length > 0 && request.approvals.length > 0;
  if (changes.length > 0 && !isAskedAgain) throw planChanged(set, changes);
  const isAsPlanned = !isAskedAgain && approved?.next === set.next;
  await presentPlan(context, step, set, isAsPlanned ? 'briefly' : 'in full');
  if (set.next === 'done') return writeResult(context, step, set, 'unchanged');
  if (isAskedAgain) {
    if (set.next !== 'approve') throw planChanged(set, changes);
    print(`The approval is of another plan: ${changes.join('; ')}. It is asked for again.`);
    await askForApproval(context, step, set, changes);
    return context.folder.write('next.txt', 'approve\n');
  }

  const answers = answersOn(context, set, approved);
  if ('rejection' in answers) throw await rejected(context, step, set, answers.rejection);
  const { approvals } = answers;
  if (approvals.length > 0) print(`Approved by ${approvals.map(({ by }) => by).join(' and ')}.`);
  const { buildUrl } = request.jenkins;
  await writeReport(context, set, 'It was being carried out when this was written.', approvals);
  await applyPromotions(prepared, {
    clock,
    print,
    plan: set.meaning,
    keys,
    approvals,
    ...(buildUrl !== undefined && { url: buildUrl }),
  });
  const deployed = await tellHosts(context, step, set, approvals);
  await writeResult(context, step, set, 'promoted', approvals, deployed);
  await keepBuilds(context, step, set);
  await writeReport(context, set, 'Promoted.', approvals, deployed);
};

/** Whoever is excluded for one image of the set is for all. */
function answersOn(
  { request }: CommandContext,
  set: SetPlan,
  approved: SetPlan | undefined,
): Answers {
  const wanted = set.images.flatMap(({ approval }) => (approval === undefined ? [] : [approval]));
  const [first] = wanted;
  if (first === undefined) return { approvals: [] };
  if (approved === undefined) throw planAbsent(set);
  const excluded = wanted.flatMap((approval) => approval.excluded);
  return parseApprovals(request.approvals, { ...first, excluded });
}

/** What somebody says no to is refused as by a gate, and the images say so. */
async function rejected(
  context: CommandContext,
  step: PreparedStep,
  set: SetPlan,
  { by, reason }: Rejection,
): Promise<Failure> {
  const { prepared, keys } = step;
  const because = `${by} rejected the promotion: ${reason.replace(/[.!?\s]+$/, '')}.`;
  await writeReport(context, set, `Refused: ${because} Nothing was copied and no tag was moved.`);
  for (const one of prepared) await recordRefusal(context, one, [because], keys);
  await showEnding(context, step, set, 'refused', `rejected by ${by}`);
  return new Failure(
    'REJECTED',
    'refused',
    because,
    'Nothing was copied and no tag was moved. Promote again when the reason is gone.',
  );
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

const nothingDry = () =>
  new Failure(
    'DRY_RUN',
    'usage',
    'A dry run ends with its plan, and this command carries plans out.',
    'Run the command `plan` with `dryRun: true`, or this one without; promoteImage does.',
  );

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
