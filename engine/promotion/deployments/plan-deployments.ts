import type { EnvironmentPolicy } from '../../config/configuration.ts';
import { targets } from '../../deploy/index.ts';
import type { NamedTarget } from '../../deploy/run-targets.ts';
import type { LedgerEntry } from '../../evidence/ledger.ts';
import type { DeploymentRecord } from '../../evidence/record.ts';
import type { Digest } from '../../oci/digest.ts';
import { isPlacement } from '../candidate/recorded-tag.ts';

/** One target that is told of an image, and whether it was. */
export interface DeploymentPlan {
  readonly kind: string;
  /** What it runs: `service shop_checkout on swarm-qa`. */
  readonly target: string;
  /** A record says that it runs the image since that was put here last. */
  readonly isDone: boolean;
}

/** The targets that are told of an image when it enters an environment, in the order of promotion.yaml. */
export function targetsOf(
  { deploy = [], runsOn = [] }: Pick<EnvironmentPolicy, 'deploy' | 'runsOn'>,
  image: string,
): readonly NamedTarget[] {
  const [host] = runsOn;
  return deploy
    .filter(({ images }) => images === undefined || images.includes(image))
    .map((policy) => {
      const target = targets.find(({ kind }) => kind === policy.kind);
      if (target === undefined) throw new Error(`there is no target of kind ${policy.kind}`);
      // The settings were checked against the target's own schema when promotion.yaml was read.
      const name = policy.name ?? target.nameOf(policy.settings as never, host, image);
      return { policy, target, name };
    });
}

/** Pure. @param entries what is recorded of the image where it goes */
export function planDeployments(
  policy: EnvironmentPolicy,
  image: string,
  digest: Digest,
  entries: readonly LedgerEntry[],
): readonly DeploymentPlan[] {
  const placed = entries
    .filter((entry) => entry.digest === digest && isPlacement(entry, policy.name))
    .map(({ record }) => record.at.getTime());
  const since = Math.max(Number.NEGATIVE_INFINITY, ...placed);
  const done = entries
    .filter((entry) => entry.digest === digest)
    .map(({ record }) => record)
    .filter((record): record is DeploymentRecord => record.kind === 'deployment')
    .filter(({ environment, at }) => environment === policy.name && at.getTime() >= since);
  return targetsOf(policy, image).map(({ target: { kind }, name }) => {
    const latest = done.filter(({ target }) => target.kind === kind && target.name === name).at(-1);
    return { kind, target: name, isDone: latest?.state === 'succeeded' };
  });
}
