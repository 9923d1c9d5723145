import type { Approval } from '../promotion/approval.ts';
import type { PreparedPromotion } from '../promotion/prepare.ts';
import type { CommandContext } from './command.ts';
import { referenceOf } from './prepare-step.ts';

/** Says where the images are now, for people, for the step and for programs. */
export async function writeResult(
  { folder, print }: CommandContext,
  prepared: readonly PreparedPromotion[],
  outcome: 'promoted' | 'unchanged',
  approvals: readonly Approval[] = [],
): Promise<void> {
  const images = prepared.map(({ plan, environment }) => ({
    image: plan.image,
    reference: referenceOf(environment.main, plan.candidate.digest),
    plan,
  }));
  const references = images.map(({ reference }) => reference);
  const result = {
    version: 1,
    outcome,
    references,
    ...(approvals.length > 0 && { approvals }),
    images,
  };
  await folder.write('reference.txt', references.map((line) => `${line}\n`).join(''));
  await folder.write('result.json', `${JSON.stringify(result, null, 2)}\n`);
  for (const { reference, plan } of images) {
    print(
      outcome === 'promoted'
        ? `Promoted to ${plan.environment}: ${reference}`
        : `Nothing to do: ${plan.environment} has ${reference} already.`,
    );
  }
}
