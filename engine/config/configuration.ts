import type { Digest } from '../oci/digest.ts';

/** Who may be excluded from approving. */
export type Excluded = 'requester' | 'committer';

/** A registry as promotion.yaml names it. */
export interface RegistryPolicy {
  readonly name: string;
  /** Origin and, where the registry is served below one, a path; no trailing slash, query or user. */
  readonly url: URL;
  /** First part of every repository name there (Nexus path routing). */
  readonly prefix?: string;
  /** Id of a Jenkins credential. */
  readonly credentials?: string;
  /** Path of a PEM file with further certificate authorities. */
  readonly ca?: string;
  /** Hosts, besides the registry's own, that may be sent the credential to issue a token. */
  readonly signInHosts: readonly string[];
}

/** `registry/path` with `{image}` still in the path. */
export interface RepositoryTemplate {
  readonly registry: string;
  readonly path: string;
}

/** One entry of `gates:`; settings were checked against the schema of its kind. */
export interface GatePolicy {
  readonly kind: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface ApprovalPolicy {
  /** Jenkins user ids or groups; never empty. */
  readonly submitters: readonly string[];
  readonly notBy: readonly Excluded[];
  readonly timeoutMinutes: number;
}

/** What goes along with an image besides our records: artifact types, or endings of cosign's tags. */
export type CarryPolicy = 'all' | 'none' | readonly string[];

export interface EnvironmentPolicy {
  readonly name: string;
  /** Environments an image may come from; empty for the one that the build pushes to. */
  readonly from: readonly string[];
  /** At least one; all hold the same content. */
  readonly repositories: readonly RepositoryTemplate[];
  /** Tag templates, at least one. */
  readonly tags: readonly string[];
  readonly gates: readonly GatePolicy[];
  readonly carry: CarryPolicy;
  readonly approval?: ApprovalPolicy;
}

/** What the platform team owns. */
export interface Policy {
  readonly registries: ReadonlyMap<string, RegistryPolicy>;
  readonly environments: ReadonlyMap<string, EnvironmentPolicy>;
  /** Digest of the policy's meaning: the same for another order of keys, spacing or comments. */
  readonly digest: Digest;
}

/** What the application's team owns. */
export interface Application {
  /** At least one; several are promoted as one. */
  readonly images: readonly string[];
}

export interface Configuration {
  readonly policy: Policy;
  readonly application: Application;
  /** Path of the file, as messages name it. */
  readonly file: string;
}
