import type { DeployPolicy, EnvironmentPolicy, RunningThing } from './configuration.ts';
import { DEPLOYMENT_TIMEOUT } from './deployment-schema.ts';
import { minutesOf } from './duration.ts';
import { repositoryTemplate } from './template-problems.ts';

/** What the schema guarantees of an environment's hosts. */
export interface DeploymentFile {
  readonly runsOn?: string | readonly string[];
  readonly pullFrom?: string;
  readonly candidate?: { readonly [kind in RunningThing['kind']]?: string };
  readonly deploy?: readonly TargetFile[];
  readonly whenDeploymentFails?: 'keep' | 'roll-back';
}

interface TargetFile {
  readonly kind: string;
  readonly name?: string;
  readonly images?: readonly string[];
  readonly timeout?: string;
  readonly health?: { readonly url?: string; readonly within?: string; readonly soak?: string };
  /** Settings of its kind. */
  readonly [setting: string]: unknown;
}

const HEALTHY_WITHIN = '5m';

/** What an environment's hosts run, and how they are told. */
export function deploymentOf({
  runsOn,
  pullFrom,
  candidate,
  deploy,
  whenDeploymentFails,
}: DeploymentFile): Partial<EnvironmentPolicy> {
  const [running] = Object.entries(candidate ?? {});
  return {
    ...(runsOn !== undefined && { runsOn: [runsOn].flat() }),
    ...(pullFrom !== undefined && { pullFrom: repositoryTemplate(pullFrom) }),
    ...(running !== undefined && {
      candidate: { kind: running[0] as RunningThing['kind'], name: running[1] },
    }),
    ...(deploy !== undefined && { deploy: deploy.map(targetOf) }),
    ...(whenDeploymentFails !== undefined && { whenDeploymentFails }),
  };
}

function targetOf({ kind, name, images, timeout, health, ...settings }: TargetFile): DeployPolicy {
  return {
    kind,
    ...(name !== undefined && { name }),
    ...(images !== undefined && { images }),
    timeoutMs: millisecondsOf(timeout ?? DEPLOYMENT_TIMEOUT),
    ...(health !== undefined && {
      health: {
        ...(health.url !== undefined && { url: health.url }),
        withinMs: millisecondsOf(health.within ?? HEALTHY_WITHIN),
        soakMs: health.soak === undefined ? 0 : millisecondsOf(health.soak),
      },
    }),
    settings,
  };
}

function millisecondsOf(duration: string): number {
  return minutesOf(duration) * 60_000;
}
