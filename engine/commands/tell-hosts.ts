import type { Approval } from '../promotion/approval.ts';
import { rehearseDeployment } from '../promotion/deployments/deploy-image.ts';
import {
  type DeployedImage,
  deploySet,
  describeDeployments,
} from '../promotion/deployments/deploy-set.ts';
import type { PreparedPromotion } from '../promotion/prepare.ts';
import type { SetPlan } from '../promotion/release-set.ts';
import type { CommandContext } from './command.ts';
import type { PreparedStep } from './prepare-step.ts';
import { writeReport } from './write-report.ts';

/** Tells the hosts of what was promoted; the page about it says how each took it. */
export async function tellHosts(
  context: CommandContext,
  { prepared, deploying }: PreparedStep,
  set: SetPlan,
  approvals: readonly Approval[],
): Promise<readonly DeployedImage[]> {
  const { deployed, failure } = await deploySet(prepared.map(imageToDeploy), deploying);
  if (failure === undefined) return deployed;
  const headline = 'Its hosts did not all come to run it; the log says where everything is now.';
  await writeReport(context, set, headline, approvals, deployed);
  throw failure;
}

/** Prints what the hosts would be told. */
export async function rehearseHosts(
  { print }: CommandContext,
  { prepared, deploying }: PreparedStep,
): Promise<void> {
  for (const one of prepared) {
    const [destination] = one.plan.destinations;
    const tag = destination?.tags[0]?.name ?? '';
    const { entries } = one.candidate.ledger;
    const deployments = await rehearseDeployment(imageToDeploy(one), { tag, entries }, deploying);
    const lines = describeDeployments(deployments, 'Would be deployed');
    for (const line of lines) print(`Dry run. ${line}`);
  }
}

function imageToDeploy({ plan, environment, candidate }: PreparedPromotion) {
  return { environment, image: plan.image, subject: candidate.manifest.descriptor };
}
