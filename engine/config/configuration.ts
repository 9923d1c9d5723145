import type { Digest } from '../oci/digest.ts';
import type { Trust } from '../signing/trust.ts';

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

/** One entry of `gates:`; settings, without those that every gate has, were checked against the schema of its kind. */
export interface GatePolicy {
  readonly kind: string;
  /** Tells two gates of a kind apart. */
  readonly name?: string;
  readonly mode: 'refuse' | 'warn';
  readonly timeoutMs: number;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface ApprovalPolicy {
  /** Jenkins user ids or groups; never empty. */
  readonly submitters: readonly string[];
  readonly notBy: readonly Excluded[];
  /** How many people have to approve. */
  readonly atLeast: number;
  readonly comment: 'optional' | 'required';
  readonly timeoutMinutes: number;
}

/** What goes along with an image besides our records: artifact types, or endings of cosign's tags. */
export type CarryPolicy = 'all' | 'none' | readonly string[];

/** Ids of the Jenkins credentials that hold a private key, and its password. */
export interface SigningPolicy {
  readonly key: string;
  readonly password?: string;
}

/** Who may put a promotion through although gates say no. */
export interface ForcePolicy {
  /** Jenkins user ids. */
  readonly by: readonly string[];
  /** Kinds of gates, and rules that can be forced. */
  readonly gates: readonly string[];
}

/** A Docker engine as promotion.yaml names it; it has a URL or a context. */
export interface HostPolicy {
  readonly name: string;
  /** `ssh://…`, `tcp://…` or `unix://…`. */
  readonly url?: string;
  /** A Docker context of the agent. */
  readonly context?: string;
  /** Id of a Jenkins credential. */
  readonly credentials?: string;
  /** Path of a known_hosts file. */
  readonly knownHosts?: string;
  /** tcp without a certificate is meant. */
  readonly insecure?: boolean;
}

/** What runs, by a name that its hosts give it. */
export interface RunningThing {
  readonly kind: 'service' | 'stack' | 'container' | 'project';
  readonly name: string;
}

/** What has to hold after a deployment. */
export interface HealthPolicy {
  readonly url?: string;
  readonly withinMs: number;
  readonly soakMs: number;
}

/** One entry of `deploy:`; settings, without those that every target has, were checked against the schema of its kind. */
export interface DeployPolicy {
  readonly kind: string;
  readonly name?: string;
  /** Those of the release set that it is for; all where left out. */
  readonly images?: readonly string[];
  readonly timeoutMs: number;
  readonly health?: HealthPolicy;
  readonly settings: Readonly<Record<string, unknown>>;
}

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
  /** Images are signed with this as they enter, before they are visible there. */
  readonly sign?: SigningPolicy;
  readonly approval?: ApprovalPolicy;
  readonly force?: ForcePolicy;
  /** Hosts that its containers run on. */
  readonly runsOn?: readonly string[];
  /** Where its hosts pull, when it is not where we push. */
  readonly pullFrom?: RepositoryTemplate;
  /** What enters it unless a step names something. */
  readonly candidate?: RunningThing;
  readonly deploy?: readonly DeployPolicy[];
  readonly whenDeploymentFails?: 'keep' | 'roll-back';
}

/** What the platform team owns. */
export interface Policy {
  readonly registries: ReadonlyMap<string, RegistryPolicy>;
  readonly environments: ReadonlyMap<string, EnvironmentPolicy>;
  readonly hosts: ReadonlyMap<string, HostPolicy>;
  /** Records are signed with this. */
  readonly signing?: SigningPolicy;
  /** Every record counts where there is none. */
  readonly trust?: Trust;
  /** Digest of the policy's meaning: the same for another order of keys, spacing or comments. */
  readonly digest: Digest;
}

/** What the application's team owns. */
export interface Application {
  /** At least one; several are promoted as one. */
  readonly images: readonly string[];
  /** Patterns of the images that the policy lets it name; any where it is its own policy. */
  readonly mayName?: readonly string[];
}

export interface Configuration {
  readonly policy: Policy;
  readonly application: Application;
  /** Path of the file, as messages name it; `policy+promotion.yaml` where there are two owners. */
  readonly file: string;
}
