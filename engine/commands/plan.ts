import { appendRecord } from '../evidence/append-record.ts';
import { oneLine } from '../evidence/fields.ts';
import { describeError, Failure } from '../failures.ts';
import { describeApproval, describePlan, describeRefusal } from '../promotion/describe-plan.ts';
import type { PreparedPromotion } from '../promotion/prepare.ts';
import { gatesAsJunit } from '../reports/junit.ts';
import type { Command, CommandContext } from './command.ts';
import { prepareStep, referenceOf } from './prepare-step.ts';

/** Says what a promotion would do and whether it may; writes to no registry but the record of a refusal. */
export const plan: Command = async (context) => {
  const prepared = await prepareStep(context);
  await presentPlan(context, prepared);
  const { folder } = context;
  const { plan } = prepared;
  if (plan.next === 'approve') {
    const { submitters = [], timeoutMinutes = 0 } = plan.approval ?? {};
    await folder.write('approval.txt', `${describeApproval(plan)}\n`);
    await folder.write('submitters.txt', `${submitters.join(',')}\n`);
    await folder.write('timeout.txt', `${timeoutMinutes}\n`);
  }
  if (plan.next === 'done') await writeDone(context, prepared);
  await folder.write('next.txt', `${plan.next}\n`);
};

/** Prints and stores a plan; where it is refused, records that and stops. */
export async function presentPlan(
  { folder, print, clock, request }: CommandContext,
  { plan, candidate }: PreparedPromotion,
  manner: 'in full' | 'briefly' = 'in full',
): Promise<void> {
  const isBrief = manner === 'briefly';
  print(isBrief ? `As planned: ${plan.image} to ${plan.environment}.` : describePlan(plan));
  await folder.write('plan.json', `${JSON.stringify(plan, null, 2)}\n`);
  await folder.write('gates.xml', gatesAsJunit(`promotion to ${plan.environment}`, plan.gates));
  if (plan.next !== 'refuse') return;

  const { jenkins } = request;
  const refusals = [...plan.refusals, ...plan.gates.filter(({ outcome }) => outcome !== 'pass')];
  const reasons = refusals.map(({ because }) => because);
  const isKnown = candidate.ledger.entries.some(
    ({ record }) =>
      record.kind === 'refusal' &&
      record.environment === plan.environment &&
      record.reasons.join('\n') === reasons.map(oneLine).join('\n'),
  );
  try {
    // A job that asks every hour fills no repository with the same refusal.
    if (!isKnown)
      await appendRecord(candidate.from.main, candidate.manifest.descriptor, {
        kind: 'refusal',
        at: clock.now(),
        environment: plan.environment,
        reasons,
        ...(jenkins.requester !== undefined && { requestedBy: jenkins.requester }),
        ...(jenkins.buildUrl !== undefined && { url: jenkins.buildUrl }),
      });
  } catch (error) {
    // Refused all the same: the record is for the history, and the source may be read-only to us.
    print(`  The refusal could not be recorded on the image: ${describeError(error)}`);
  }
  throw new Failure(
    'REFUSED',
    'refused',
    describeRefusal(plan),
    'Nothing was copied and no tag was moved.',
  );
}

export async function writeDone(
  { folder, print }: CommandContext,
  { plan, environment }: PreparedPromotion,
): Promise<void> {
  const reference = referenceOf(environment.main, plan.candidate.digest);
  await folder.write('reference.txt', `${reference}\n`);
  await folder.write(
    'result.json',
    `${JSON.stringify({ version: 1, outcome: 'unchanged', reference, plan }, null, 2)}\n`,
  );
  print(`Nothing to do: ${plan.environment} has ${reference} already.`);
}
