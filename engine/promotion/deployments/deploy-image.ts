import { type Deployment, deployTo } from '../../deploy/run-targets.ts';
import type { DeploySources } from '../../deploy/target.ts';
import { appendRecord } from '../../evidence/append-record.ts';
import { recordedLine } from '../../evidence/fields.ts';
import { type LedgerEntry, type Reading, readLedger } from '../../evidence/ledger.ts';
import type { DeploymentRecord } from '../../evidence/record.ts';
import type { Clock } from '../../http/request.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import type { Digest } from '../../oci/digest.ts';
import type { Repository } from '../../registry/repository.ts';
import type { SigningKey } from '../../signing/signing-key.ts';
import type { Environment } from '../environments.ts';
import { deploymentContext, replacedBy } from './deployment-context.ts';
import { planDeployments, targetsOf } from './plan-deployments.ts';
import { requirePullable } from './require-pullable.ts';

/** What telling hosts needs besides the image. */
export interface DeploymentTools {
  readonly clock: Clock;
  readonly reading: Reading;
  sources(environment: Environment): DeploySources;
  /** Where the environment's hosts pull the image. */
  openPull(environment: Environment, image: string): Promise<Repository>;
  /** Signs the records. */
  readonly key?: SigningKey | undefined;
  readonly requester?: string;
  /** Page of the Jenkins build that asks. */
  readonly url?: string;
  readonly print: (line: string) => void;
}

/** An image that its environment's tags are at. */
export interface ImageToDeploy {
  readonly environment: Environment;
  readonly image: string;
  readonly subject: Descriptor;
}

/**
 * Tells an environment's hosts of an image that its tags are at, and records how each took it. What a record says
 * is done since the image was put there is left alone, so that it can be run again.
 * @throws Failure PULL_ABSENT where hosts could not pull it
 */
export async function deployImage(
  { environment, image, subject }: ImageToDeploy,
  tools: DeploymentTools,
): Promise<readonly Deployment[]> {
  const { policy, main, name } = environment;
  const known = targetsOf(policy, image);
  if (known.length === 0) return [];
  const { digest } = subject;
  const { entries } = await readLedger(main, digest, tools.reading);
  const plans = planDeployments(policy, image, digest, entries);
  const left = known.filter((_, at) => plans[at]?.isDone !== true);
  if (left.length === 0) return [];

  const pull = await tools.openPull(environment, image);
  await requirePullable(pull, digest, main, tools.clock);
  const context = deploymentContext({ environment, image, digest, entries, pull }, tools);
  // It goes back only where a target is watched.
  const isWatched = left.some(({ policy: { health } }) => health !== undefined);
  const replaced = isWatched ? replacedBy(digest, name, entries) : undefined;
  const before = replaced === undefined ? undefined : await earlierImage(replaced);
  const deployments = await deployTo(left, context, before);
  for (const deployment of deployments) await record(environment, subject, deployment, tools);
  return deployments;

  async function earlierImage(earlier: Digest) {
    const { entries } = await readLedger(main, earlier, tools.reading);
    const found = { environment, image, digest: earlier, entries, pull };
    const { tag, reference } = deploymentContext(found, tools);
    return { digest: earlier, tag, reference };
  }
}

/**
 * What targets would be told of an image that is not in the environment yet; nothing is changed.
 * @param entries what is recorded of it where it is
 */
export async function rehearseDeployment(
  { environment, image, subject }: ImageToDeploy,
  { tag, entries }: { readonly tag: string; readonly entries: readonly LedgerEntry[] },
  tools: DeploymentTools,
): Promise<readonly Deployment[]> {
  const { policy } = environment;
  const targets = targetsOf(policy, image);
  if (targets.length === 0) return [];
  const pull = await tools.openPull(environment, image);
  const { digest } = subject;
  const context = deploymentContext({ environment, image, digest, entries, pull }, tools);
  const reference = `${pull.label}:${tag}@${digest}`;
  return deployTo(targets, { ...context, tag, reference, isDryRun: true });
}

async function record(
  { name, main }: Environment,
  subject: Descriptor,
  deployment: Deployment,
  { clock, requester, url, key }: DeploymentTools,
): Promise<void> {
  if (deployment.state === 'not-tried') return;
  const { target, state, message, replaced } = deployment;
  const written: DeploymentRecord = {
    kind: 'deployment',
    at: clock.now(),
    environment: name,
    target,
    state,
    message: recordedLine(message),
    ...(replaced !== undefined && { replaced }),
    ...(requester !== undefined && { by: requester }),
    ...(url !== undefined && { url }),
  };
  await appendRecord(main, subject, written, { journal: name, key });
}
