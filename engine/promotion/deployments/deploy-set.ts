import type { Deployment } from '../../deploy/run-targets.ts';
import { describeError, Failure } from '../../failures.ts';
import { shortDigest } from '../../oci/digest.ts';
import type { CandidateRequest } from '../candidate/find-candidate.ts';
import type { Environment } from '../environments.ts';
import { applyRollback } from '../rollback/apply-rollback.ts';
import { planRollback } from '../rollback/plan-rollback.ts';
import { type DeploymentTools, deployImage, type ImageToDeploy } from './deploy-image.ts';

/** How the hosts took one image of a set. */
export interface DeployedImage {
  readonly image: string;
  readonly deployments: readonly Deployment[];
}

export interface SetDeployment {
  readonly deployed: readonly DeployedImage[];
  readonly failure?: Failure;
}

/**
 * Tells the hosts of every image of a set, one after the other. Where one does not come to run, the rest is not
 * told, and the environment goes back if its policy says so.
 * @returns with DEPLOYMENT_FAILED, saying where everything is then, where one does not run it
 */
export async function deploySet(
  images: readonly ImageToDeploy[],
  tools: DeploymentTools,
  onFailure: 'as the policy says' | 'stay' = 'as the policy says',
): Promise<SetDeployment> {
  const deployed: DeployedImage[] = [];
  for (const one of images) {
    const deployments = await deployImage(one, tools);
    for (const line of describeDeployments(deployments)) tools.print(line);
    deployed.push({ image: one.image, deployments });
    const failed = deployments.find(({ state }) => state !== 'succeeded');
    if (failed === undefined) continue;
    const failure = await stopped(onFailure === 'stay' ? [] : images, one, failed, tools);
    return { deployed, failure };
  }
  return { deployed };
}

/** A line each. @param succeeded what those are that did; of a rehearsal, `Would be deployed` */
export function describeDeployments(
  deployments: readonly Deployment[],
  succeeded = 'Deployed',
): readonly string[] {
  const words = {
    succeeded,
    failed: 'FAILED',
    'rolled-back': 'ROLLED BACK',
    'not-tried': 'Not tried',
  } as const;
  return deployments.map(
    ({ target, state, message }) => `${words[state]}: ${target.name}: ${message}`,
  );
}

/** @param back images that may go back */
async function stopped(
  back: readonly ImageToDeploy[],
  { environment, image, subject }: ImageToDeploy,
  deployment: Deployment,
  tools: DeploymentTools,
): Promise<Failure> {
  const { name, policy } = environment;
  const { target, message } = deployment;
  const what = `${image} ${shortDigest(subject.digest)} was put into ${name}, and ${target.name} does not run it: ${message}`;
  const remedy = 'remedy' in deployment ? deployment.remedy : '';
  const isGoingBack = policy.whenDeploymentFails === 'roll-back' && back.length > 0;
  const after = isGoingBack
    ? await goBackAll(back, `${target.name} did not take it: ${message}`, tools)
    : [
        `Its tags stay where they are; run this stage again when that is repaired, or rollbackImage(env: '${name}', …).`,
      ];
  return new Failure(
    'DEPLOYMENT_FAILED',
    'unavailable',
    what,
    [remedy, ...after].join('\n').trim(),
  );
}

/** @returns where each image is then, a sentence each */
async function goBackAll(
  images: readonly ImageToDeploy[],
  reason: string,
  tools: DeploymentTools,
): Promise<readonly string[]> {
  const sentences: string[] = [];
  for (const { environment, image } of images) {
    sentences.push(await goBack(environment, image, reason, tools));
  }
  return sentences;
}

async function goBack(
  environment: Environment,
  image: string,
  reason: string,
  tools: DeploymentTools,
): Promise<string> {
  const { clock, reading, key, requester, url, print } = tools;
  const candidate: CandidateRequest = { cwd: '', image, reading };
  try {
    const plan = await planRollback(environment, candidate);
    await applyRollback(plan, {
      at: clock.now(),
      by: requester ?? 'promoteImage',
      reason,
      ...(url !== undefined && { url }),
      key,
      clock,
      print,
    });
    const [place] = plan.places;
    const went = `${image} in ${environment.name} went back to ${shortDigest(plan.to.digest)}`;
    if (place === undefined) return `${went}.`;
    const subject = place.manifest.descriptor;
    const deployments = await deployImage({ environment, image, subject }, tools);
    for (const line of describeDeployments(deployments)) print(line);
    const left = deployments.find(({ state }) => state !== 'succeeded');
    return left === undefined
      ? `${went}, its hosts too.`
      : `${went}, but not all of its hosts: ${left.target.name}: ${left.message}`;
  } catch (error) {
    return `${image} in ${environment.name} did not go back: ${describeError(error)}`;
  }
}
