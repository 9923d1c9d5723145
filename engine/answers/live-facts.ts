import type { Configuration } from '../config/configuration.ts';
import { isJob } from '../deploy/swarm/judge-rollout.ts';
import type { Service } from '../docker/service.ts';
import { type Reading, readLedger } from '../evidence/ledger.ts';
import type { Digest } from '../oci/digest.ts';
import { isPlacement } from '../promotion/candidate/recorded-tag.ts';
import { nameOfImage } from '../promotion/candidate/running/image-name.ts';
import { planDeployments } from '../promotion/deployments/plan-deployments.ts';
import { type Environment, labelsOfImage } from '../promotion/environments.ts';
import type { HostContent } from './ask-hosts.ts';
import type { EnvironmentState } from './environment-state.ts';
import type { Placement } from './placement.ts';
import type { Running } from './running.ts';

/** What the records of an environment say of what its hosts are to run, and what they do run. */
export interface LiveFacts extends RecordedFacts {
  readonly environment: string;
  /** Builds push there; images are not promoted into it. */
  readonly isFirst: boolean;
  readonly placed?: Placement;
  /** Tags that the records put on that. */
  readonly tags: readonly string[];
  /** As hosts pull it: `host/name:tag@sha256:…`. */
  readonly reference?: string;
  /** `host/name` under which its hosts may run it. */
  readonly names: readonly string[];
  readonly hosts: readonly string[];
  readonly isHostSilent: boolean;
  readonly running: readonly Running[];
  /** Services that are to run it, and of which no task does. */
  readonly idle: readonly Pick<Running, 'host' | 'name' | 'update'>[];
}

/** What of the records matters only where hosts are asked. */
export interface RecordedFacts {
  /** What runs, is not what was put there last, and was put there before. */
  readonly earlier: readonly Digest[];
  /** The targets that were to be told. */
  readonly deployments: readonly {
    readonly target: string;
    readonly isDone: boolean;
    /** What it last said when it failed. */
    readonly message?: string;
  }[];
}

const PLACEMENTS = /^(?:build|promotion|rollback)$/;
const DEPLOYMENTS = /^(?:build|promotion|rollback|deployment-[a-z-]+)$/;

export async function readRecordedFacts(
  environment: Environment,
  { image, placed }: EnvironmentState,
  running: readonly Running[],
  reading: Reading,
): Promise<RecordedFacts> {
  const { name, main } = environment;
  const into = { ...reading, into: name };
  const others = new Set(running.flatMap(({ digest }) => digest ?? []));
  if (placed !== undefined) others.delete(placed.digest);
  const wasThere = [...others].map(async (digest) => {
    const ledger = await readLedger(main, digest, into, (label) => PLACEMENTS.test(label));
    return ledger.entries.some((entry) => isPlacement(entry, name)) ? [digest] : [];
  });
  return {
    earlier: (await Promise.all(wasThere)).flat(),
    deployments: placed === undefined ? [] : await readDeployments(placed.digest),
  };

  async function readDeployments(digest: Digest): Promise<RecordedFacts['deployments']> {
    const ledger = await readLedger(main, digest, into, (label) => DEPLOYMENTS.test(label));
    const failures = ledger.entries
      .map(({ record }) => record)
      .filter((record) => record.kind === 'deployment')
      .filter((record) => record.environment === name && record.state !== 'succeeded');
    const plans = planDeployments(environment.policy, image, digest, ledger.entries);
    return plans.map(({ target, isDone }) => {
      const failure = failures.findLast((record) => record.target.name === target);
      const message = isDone ? undefined : failure?.message;
      return { target, isDone, ...(message !== undefined && { message }) };
    });
  }
}

/** Services by whose specification an image is to run, and of which no task does. */
export function idleServices(
  hosts: readonly HostContent[],
  names: readonly string[],
  running: readonly Running[],
): LiveFacts['idle'] {
  const isOurs = ({ image }: Service) => names.includes(nameOfImage(image ?? '') ?? '');
  return hosts.flatMap(({ host, services }) =>
    services
      .filter((service) => isOurs(service) && !isJob(service))
      .filter(({ mode }) => mode.kind !== 'replicated' || mode.replicas > 0)
      .filter(
        ({ name }) =>
          !running.some((one) => one.host === host && one.name === name && one.state === 'running'),
      )
      .map(({ name, update }) => ({ host, name, ...(update !== undefined && { update }) })),
  );
}

/** What hosts pull, with the first tag that the records name. */
export function pullReference(
  configuration: Configuration,
  { policy }: Environment,
  { image, placed }: EnvironmentState,
  tags: readonly string[],
): string | undefined {
  const [label] = labelsOfImage(configuration, policy, image);
  if (placed === undefined || label === undefined) return undefined;
  const [tag] = tags;
  return `${label}${tag === undefined ? '' : `:${tag}`}@${placed.digest}`;
}
