import { Failure } from '../failures.ts';
import { isRefusing, labelOfGate } from '../gates/evaluate.ts';
import { describePlan } from '../promotion/describe-plan.ts';
import { describeRefusal } from '../promotion/describe-refusal.ts';
import type { PreparedPromotion } from '../promotion/prepare.ts';
import type { SetPlan } from '../promotion/release-set.ts';
import { gatesAsJunit } from '../reports/junit.ts';
import type { CommandContext } from './command.ts';
import type { PreparedStep } from './prepare-step.ts';
import { recordRefusal } from './record-refusal.ts';
import { showEnding } from './show-ending.ts';
import { writeReport } from './write-report.ts';

/** Prints and stores a plan; where it is refused, records that on the images and stops. */
export async function presentPlan(
  context: CommandContext,
  step: PreparedStep,
  set: SetPlan,
  manner: 'in full' | 'briefly',
): Promise<void> {
  const { folder, print, request } = context;
  const { prepared, keys, isDryRun } = step;
  for (const plan of set.images) {
    const isBrief = manner === 'briefly';
    print(isBrief ? `As planned: ${plan.image} to ${plan.environment}.` : describePlan(plan));
  }
  const { pageUrl } = request.jenkins;
  if (pageUrl !== undefined && manner === 'in full') print(`  Page    ${pageUrl}`);
  await folder.write('plan.json', `${JSON.stringify(set, null, 2)}\n`);
  const findings = set.images.flatMap(({ image, gates, refusals }) => {
    const before = set.images.length === 1 ? '' : `${image} `;
    return [
      ...refusals.map(({ rule, ...refusal }) => ({
        ...refusal,
        kind: `${before}rule ${rule}`,
        outcome: 'fail' as const,
      })),
      ...gates.map((gate) => ({
        ...gate,
        kind: `${before}${labelOfGate(gate)}`,
        isTolerated: !isRefusing(gate),
      })),
    ];
  });
  await folder.write('gates.xml', gatesAsJunit(`promotion to ${set.environment}`, findings));
  await writeReport(context, set, headlineOf(set, isDryRun));
  if (set.next !== 'refuse') return;

  const refused = prepared.filter(({ plan }) => plan.next === 'refuse');
  const sentences = refused.map(({ plan }) => describeRefusal(plan)).join('\n');
  if (isDryRun) return print(sentences);
  for (const one of refused) await recordRefusal(context, one, reasonsOf(one), keys);
  await showEnding(context, step, set, 'refused');
  const others = set.images.length - refused.length;
  throw new Failure(
    'REFUSED',
    'refused',
    sentences,
    others === 0
      ? 'Nothing was copied and no tag was moved.'
      : `Nothing was copied and no tag was moved, of the other ${others} of the set neither.`,
  );
}

const HEADLINES: Readonly<Record<SetPlan['next'], string>> = {
  refuse: 'Refused. Nothing was copied and no tag was moved.',
  approve: 'It waits for an approval.',
  promote: 'Nothing refuses it; how it went on was not known yet when this was written.',
  done: 'Nothing to do: it is all there already.',
};

const DRY_HEADLINES: Readonly<Record<SetPlan['next'], string>> = {
  refuse: 'Dry run: it would be refused.',
  approve: 'Dry run: it would wait for an approval.',
  promote: 'Dry run: it would go through.',
  done: 'Dry run: there would be nothing to do.',
};

function headlineOf({ next }: SetPlan, isDryRun: boolean): string {
  return isDryRun ? DRY_HEADLINES[next] : HEADLINES[next];
}

function reasonsOf({ plan }: PreparedPromotion): readonly string[] {
  const failed = plan.gates.filter(isRefusing);
  return [...plan.refusals, ...failed].map(({ because }) => because);
}
