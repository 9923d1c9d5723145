import { appendRecord } from '../evidence/append-record.ts';
import { recordedLine } from '../evidence/fields.ts';
import type { RefusalRecord } from '../evidence/record.ts';
import { describeError, Failure } from '../failures.ts';
import { describePlan, describeRefusal } from '../promotion/describe-plan.ts';
import type { PreparedPromotion } from '../promotion/prepare.ts';
import type { SetPlan } from '../promotion/release-set.ts';
import type { SigningKeys } from '../promotion/write-promotion.ts';
import { gatesAsJunit } from '../reports/junit.ts';
import type { CommandContext } from './command.ts';
import type { PreparedStep } from './prepare-step.ts';

/** Prints and stores a plan; where it is refused, records that on the images and stops. */
export async function presentPlan(
  context: CommandContext,
  { prepared, keys }: PreparedStep,
  set: SetPlan,
  manner: 'in full' | 'briefly',
): Promise<void> {
  const { folder, print } = context;
  for (const plan of set.images) {
    const isBrief = manner === 'briefly';
    print(isBrief ? `As planned: ${plan.image} to ${plan.environment}.` : describePlan(plan));
  }
  await folder.write('plan.json', `${JSON.stringify(set, null, 2)}\n`);
  const findings = set.images.flatMap(({ image, gates }) =>
    gates.map((gate) =>
      set.images.length === 1 ? gate : { ...gate, kind: `${image} ${gate.kind}` },
    ),
  );
  await folder.write('gates.xml', gatesAsJunit(`promotion to ${set.environment}`, findings));
  if (set.next !== 'refuse') return;

  const refused = prepared.filter(({ plan }) => plan.next === 'refuse');
  for (const one of refused) await recordRefusal(context, one, keys);
  const others = set.images.length - refused.length;
  throw new Failure(
    'REFUSED',
    'refused',
    refused.map(({ plan }) => describeRefusal(plan)).join('\n'),
    others === 0
      ? 'Nothing was copied and no tag was moved.'
      : `Nothing was copied and no tag was moved, of the other ${others} of the set neither.`,
  );
}

async function recordRefusal(
  { request, clock, print }: CommandContext,
  { plan, candidate }: PreparedPromotion,
  { records: key }: SigningKeys,
): Promise<void> {
  const { jenkins } = request;
  const refusals = [...plan.refusals, ...plan.gates.filter(({ outcome }) => outcome !== 'pass')];
  const reasons = refusals.map(({ because }) => because);
  const isKnown = candidate.ledger.entries.some(
    ({ record }) =>
      record.kind === 'refusal' &&
      record.environment === plan.environment &&
      record.reasons.join('\n') === reasons.map(recordedLine).join('\n'),
  );
  // A job that asks every hour fills no repository with the same refusal.
  if (isKnown) return;
  try {
    const record: RefusalRecord = {
      kind: 'refusal',
      at: clock.now(),
      environment: plan.environment,
      reasons,
      ...(jenkins.requester !== undefined && { requestedBy: jenkins.requester }),
      ...(jenkins.buildUrl !== undefined && { url: jenkins.buildUrl }),
    };
    await appendRecord(candidate.from.main, candidate.manifest.descriptor, record, { key });
  } catch (error) {
    // Refused all the same: the record is for the history, and the source may be read-only to us.
    print(`  The refusal could not be recorded on the image: ${describeError(error)}`);
  }
}
