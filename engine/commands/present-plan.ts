import { Failure } from '../failures.ts';
import { isRefusing, labelOfGate } from '../gates/evaluate.ts';
import { describePlan, describeRefusal } from '../promotion/describe-plan.ts';
import type { PreparedPromotion } from '../promotion/prepare.ts';
import type { SetPlan } from '../promotion/release-set.ts';
import { gatesAsJunit } from '../reports/junit.ts';
import type { CommandContext } from './command.ts';
import type { PreparedStep } from './prepare-step.ts';
import { recordRefusal } from './record-refusal.ts';

/** Prints and stores a plan; where it is refused, records that on the images and stops. */
export async function presentPlan(
  context: CommandContext,
  { prepared, keys, isDryRun }: PreparedStep,
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
    gates.map((gate) => ({
      ...gate,
      kind: set.images.length === 1 ? labelOfGate(gate) : `${image} ${labelOfGate(gate)}`,
      isTolerated: !isRefusing(gate),
    })),
  );
  await folder.write('gates.xml', gatesAsJunit(`promotion to ${set.environment}`, findings));
  if (set.next !== 'refuse' || isDryRun) return;

  const refused = prepared.filter(({ plan }) => plan.next === 'refuse');
  for (const one of refused) await recordRefusal(context, one, reasonsOf(one), keys);
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

function reasonsOf({ plan }: PreparedPromotion): readonly string[] {
  const failed = plan.gates.filter(isRefusing);
  return [...plan.refusals, ...failed].map(({ because }) => because);
}
