import type { Approval } from '../promotion/approval.ts';
import type { DeployedImage } from '../promotion/deployments/deploy-set.ts';
import type { SetPlan } from '../promotion/release-set.ts';
import type { CommandContext } from './command.ts';
import type { PreparedStep } from './prepare-step.ts';
import { promotedProperties } from './promoted-properties.ts';
import { referenceOf } from './reference-of.ts';
import { showEnding } from './show-ending.ts';

/** Says where the images are now, for people, for the step, for programs and for later jobs. */
export async function writeResult(
  context: CommandContext,
  step: PreparedStep,
  set: SetPlan,
  outcome: 'promoted' | 'unchanged',
  approvals: readonly Approval[] = [],
  deployed: readonly DeployedImage[] = [],
): Promise<void> {
  const { folder, print, clock, request } = context;
  const images = step.prepared.map(({ plan, environment }) => ({
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
    ...(deployed.some(({ deployments }) => deployments.length > 0) && { deployed }),
    images,
  };
  await folder.write('reference.txt', references.map((line) => `${line}\n`).join(''));
  await folder.write('result.json', `${JSON.stringify(result, null, 2)}\n`);
  await folder.write(
    'promoted.properties',
    promotedProperties(set, references, clock.now(), request.jenkins.buildUrl),
  );
  await showEnding(context, step, set, outcome);
  for (const { reference, plan } of images) {
    print(
      outcome === 'promoted'
        ? `Promoted to ${plan.environment}: ${reference}`
        : `Nothing to do: ${plan.environment} has ${reference} already.`,
    );
  }
}
