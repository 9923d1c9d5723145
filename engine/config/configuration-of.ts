import type {
  CarryPolicy,
  Configuration,
  EnvironmentPolicy,
  Excluded,
  RegistryPolicy,
  RepositoryTemplate,
  SigningPolicy,
} from './configuration.ts';
import { minutesOf } from './duration.ts';
import { policyDigest } from './policy-digest.ts';
import { registryUrl } from './registry-problems.ts';
import { splitRepository } from './template-problems.ts';
import { type ReadKeyFile, type TrustFile, trustOf } from './trust.ts';

const DEFAULT_TIMEOUT = '3d';

/** What the schema guarantees of a promotion.yaml. */
interface PromotionFile {
  readonly image?: string;
  readonly images?: readonly string[];
  readonly registries: Readonly<Record<string, RegistryFile>>;
  readonly environments: Readonly<Record<string, EnvironmentFile>>;
  readonly signing?: SigningPolicy;
  readonly trust?: TrustFile;
}

interface RegistryFile {
  readonly url: string;
  readonly prefix?: string;
  readonly credentials?: string;
  readonly ca?: string;
  readonly signInHosts?: readonly string[];
}

interface EnvironmentFile {
  readonly from?: string | readonly string[];
  readonly repository: string | readonly string[];
  readonly tags: readonly string[];
  readonly carry?: CarryPolicy;
  readonly sign?: SigningPolicy;
  readonly gates?: readonly ({ readonly kind: string } & Readonly<Record<string, unknown>>)[];
  readonly approval?: {
    readonly submitters: readonly string[];
    readonly notBy?: readonly Excluded[];
    readonly timeout?: string;
  };
}

/** The configuration that a file without problems stands for. */
export function configurationOf(
  checked: unknown,
  file: string,
  readKeyFile: ReadKeyFile,
): Configuration {
  const { image, images = [], signing, ...policy } = checked as PromotionFile;
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
  const { from = [], repository, tags, gates = [], carry = 'all', approval, sign } = environment;
  return {
    name,
    from: [from].flat(),
    repositories: [repository].flat().map(repositoryOf),
    tags,
    carry,
    ...(sign !== undefined && { sign }),
    gates: gates.map(({ kind, ...settings }) => ({ kind, settings })),
    ...(approval !== undefined && {
      approval: {
        submitters: approval.submitters,
        notBy: approval.notBy ?? [],
        timeoutMinutes: minutesOf(approval.timeout ?? DEFAULT_TIMEOUT),
      },
    }),
  };
}

function repositoryOf(template: string): RepositoryTemplate {
  const { registry, path = '' } = splitRepository(template);
  return { registry, path };
}
