import type {
  CarryPolicy,
  Configuration,
  EnvironmentPolicy,
  Excluded,
  ForcePolicy,
  GatePolicy,
  HostPolicy,
  RegistryPolicy,
  SigningPolicy,
} from './configuration.ts';
import { type DeploymentFile, deploymentOf } from './deployment-of.ts';
import { minutesOf } from './duration.ts';
import { GATE_TIMEOUT } from './environment-schema.ts';
import { policyDigest } from './policy-digest.ts';
import { registryUrl } from './registry-problems.ts';
import { repositoryTemplate } from './template-problems.ts';
import { type ReadKeyFile, type TrustFile, trustOf } from './trust.ts';

const DEFAULT_TIMEOUT = '3d';

/** What the schema guarantees of a promotion.yaml. */
interface PromotionFile {
  readonly image?: string;
  readonly images?: readonly string[];
  readonly registries: Readonly<Record<string, RegistryFile>>;
  readonly environments: Readonly<Record<string, EnvironmentFile>>;
  readonly signing?: SigningPolicy;
  readonly hosts?: Readonly<Record<string, Omit<HostPolicy, 'name'>>>;
  readonly trust?: TrustFile;
}

interface RegistryFile {
  readonly url: string;
  readonly prefix?: string;
  readonly credentials?: string;
  readonly ca?: string;
  readonly signInHosts?: readonly string[];
}

interface EnvironmentFile extends DeploymentFile {
  readonly from?: string | readonly string[];
  readonly repository: string | readonly string[];
  readonly tags: readonly string[];
  readonly carry?: CarryPolicy;
  readonly sign?: SigningPolicy;
  readonly force?: ForcePolicy;
  readonly gates?: readonly GateFile[];
  readonly approval?: {
    readonly submitters: readonly string[];
    readonly notBy?: readonly Excluded[];
    readonly atLeast?: number;
    readonly comment?: 'optional' | 'required';
    readonly timeout?: string;
  };
}

interface GateFile {
  readonly kind: string;
  readonly name?: string;
  readonly mode?: GatePolicy['mode'];
  readonly timeout?: string;
  /** Settings of its kind. */
  readonly [setting: string]: unknown;
}

/** The configuration that a file without problems stands for. */
export function configurationOf(
  checked: unknown,
  file: string,
  readKeyFile: ReadKeyFile,
): Configuration {
  const { image, images = [], signing, hosts = {}, ...policy } = checked as PromotionFile;
  const registries = new Map(
    Object.entries(policy.registries).map(([name, registry]) => [name, registryOf(name, registry)]),
  );
  const environments = new Map(
    Object.entries(policy.environments).map(([name, environment]) => [
      name,
      environmentOf(name, environment),
    ]),
  );
  const trust = policy.trust === undefined ? undefined : trustOf(policy.trust, readKeyFile);
  const meaning = {
    registries,
    environments,
    hosts: new Map(Object.entries(hosts).map(([name, host]) => [name, { name, ...host }])),
    ...(signing !== undefined && { signing }),
    ...(trust !== undefined && { trust }),
  };
  return {
    policy: { ...meaning, digest: policyDigest(meaning) },
    application: { images: image === undefined ? images : [image] },
    file,
  };
}

function registryOf(
  name: string,
  { url, signInHosts = [], ...rest }: RegistryFile,
): RegistryPolicy {
  return { name, url: registryUrl(url), signInHosts, ...rest };
}

function environmentOf(name: string, environment: EnvironmentFile): EnvironmentPolicy {
  const {
    from = [],
    repository,
    tags,
    gates = [],
    carry = 'all',
    approval,
    sign,
    force,
  } = environment;
  return {
    name,
    from: [from].flat(),
    repositories: [repository].flat().map(repositoryTemplate),
    tags,
    carry,
    ...(sign !== undefined && { sign }),
    ...(force !== undefined && { force }),
    gates: gates.map(gateOf),
    ...deploymentOf(environment),
    ...(approval !== undefined && {
      approval: {
        submitters: approval.submitters,
        notBy: approval.notBy ?? [],
        atLeast: approval.atLeast ?? 1,
        comment: approval.comment ?? 'optional',
        timeoutMinutes: minutesOf(approval.timeout ?? DEFAULT_TIMEOUT),
      },
    }),
  };
}

function gateOf({ kind, name, mode, timeout, ...settings }: GateFile): GatePolicy {
  return {
    kind,
    ...(name !== undefined && { name }),
    mode: mode ?? 'refuse',
    timeoutMs: minutesOf(timeout ?? GATE_TIMEOUT) * 60_000,
    settings,
  };
}
