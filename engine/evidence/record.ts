import type { Digest } from '../oci/digest.ts';
import type { JsonObject } from '../oci/json.ts';

/** A Jenkins build made, or placed, this digest. */
export interface BuildRecord {
  readonly kind: 'build';
  readonly at: Date;
  readonly image: string;
  /** Environment that the build pushes to. */
  readonly environment: string;
  readonly tags: readonly string[];
  readonly number?: string;
  readonly job?: string;
  readonly url?: string;
  readonly commit?: string;
  readonly branch?: string;
  readonly version?: string;
  /** Who started the build. */
  readonly requestedBy?: string;
  /** Names and mail addresses of those who wrote the commit. */
  readonly committers: readonly string[];
}

/** Something that a record points at. */
export interface RecordedResource {
  readonly uri: string;
  readonly digest?: Digest;
}

/** Tests were run against this digest. */
export interface TestResultRecord {
  readonly kind: 'test-result';
  readonly at: Date;
  readonly result: 'PASSED' | 'WARNED' | 'FAILED';
  /** What the tests were run with, such as the Jenkinsfile. */
  readonly configuration: readonly RecordedResource[];
  /** Of all tests; a warned one has passed, too, but is counted once. */
  readonly counts: {
    readonly passed: number;
    readonly warned: number;
    readonly failed: number;
    readonly skipped: number;
  };
  /** Names of tests, 200 of each outcome at most. */
  readonly passedTests?: readonly string[];
  readonly warnedTests?: readonly string[];
  readonly failedTests?: readonly string[];
  /** Name of the suite, where a build runs several. */
  readonly suite?: string;
  /** Number of the Jenkins build that ran them. */
  readonly build?: string;
  readonly job?: string;
  readonly by?: string;
  readonly url?: string;
}

export interface VerdictRecord {
  readonly kind: 'verdict';
  readonly at: Date;
  readonly is: 'accepted' | 'rejected' | 'revoked';
  readonly by: string;
  readonly reason?: string;
  /** It says nothing any more from here on. */
  readonly until?: Date;
  readonly url?: string;
}

export interface ApprovalRecord {
  readonly kind: 'approval';
  readonly at: Date;
  readonly environment: string;
  readonly by: string;
  readonly comment?: string;
  /** Digest of the plan that the approver saw, and all that is approved; absent of an approval in advance. */
  readonly plan?: string;
  /** It is no approval any more from here on. */
  readonly until?: Date;
  readonly url?: string;
}

export interface RefusalRecord {
  readonly kind: 'refusal';
  readonly at: Date;
  readonly environment: string;
  readonly requestedBy?: string;
  readonly reasons: readonly string[];
  readonly url?: string;
}

/** The outcome of one gate, as records keep it. */
export interface RecordedGate {
  readonly kind: string;
  readonly outcome: string;
  readonly because: string;
}

export interface PromotionRecord {
  readonly kind: 'promotion';
  readonly at: Date;
  readonly environment: string;
  readonly from: string;
  /** `host/name` of the destination. */
  readonly destination: string;
  readonly tags: readonly string[];
  readonly requestedBy?: string;
  readonly approvedBy: readonly string[];
  readonly gates: readonly RecordedGate[];
  readonly plan: string;
  readonly policy: Required<RecordedResource>;
  /** All records that the decision was made from, each with the digest of its statement's bytes; all or absent. */
  readonly inputs?: readonly Required<RecordedResource>[];
  /** What the environment's first tag pointed at before. */
  readonly replaced?: Digest;
  /** Somebody put it through although these gates had not passed. */
  readonly force?: RecordedForce;
  readonly changeTicket?: string;
  readonly build?: string;
  readonly url?: string;
}

export interface RecordedForce {
  readonly reason: string;
  readonly by: string;
  /** Kinds of the gates that were overridden. */
  readonly gates: readonly string[];
}

/** An environment went back from one digest to another; written about both. */
export interface RollbackRecord {
  readonly kind: 'rollback';
  readonly at: Date;
  readonly environment: string;
  /** `host/name` of the repository whose tags moved. */
  readonly destination: string;
  /** Those that moved; a tag that names a build never does. */
  readonly tags: readonly string[];
  /** The digest that is left. */
  readonly from: Digest;
  /** The digest that is gone back to. */
  readonly to: Digest;
  readonly by: string;
  readonly reason: string;
  readonly url?: string;
}

/** Nothing is promoted while it is held: this digest anywhere or, with `environment`, any digest into that. */
export interface HoldRecord {
  readonly kind: 'hold';
  readonly at: Date;
  readonly state: 'held' | 'released';
  readonly environment?: string;
  readonly by: string;
  readonly reason: string;
  /** It holds nothing any more from here on. */
  readonly until?: Date;
  readonly url?: string;
}

/** This digest was put to work in an environment, or that was tried. */
export interface DeploymentRecord {
  readonly kind: 'deployment';
  readonly at: Date;
  readonly environment: string;
  /** For example a swarm and its service. */
  readonly target: { readonly kind: string; readonly name: string };
  readonly state: 'succeeded' | 'failed' | 'rolled-back';
  /** What ran there before. */
  readonly replaced?: Digest;
  readonly by?: string;
  readonly url?: string;
  readonly message?: string;
}

/** What happened to a digest, once; a closed list. */
export type EvidenceRecord =
  | BuildRecord
  | TestResultRecord
  | VerdictRecord
  | ApprovalRecord
  | RefusalRecord
  | PromotionRecord
  | RollbackRecord
  | HoldRecord
  | DeploymentRecord;

/** How one kind of record is written as an in-toto predicate, and read back from one. */
export interface RecordForm<Kind extends EvidenceRecord> {
  readonly kind: Kind['kind'];
  readonly predicateType: string;
  /** @param subject `host/name@digest` */
  toPredicate(record: Kind, subject: string): JsonObject;
  /** @returns undefined where the predicate is not of this form, contradicts itself, or is about another image */
  fromPredicate(predicate: JsonObject, subject: Digest): Kind | undefined;
  /** The kind as tags spell it, with the outcome where there is one; of `a` to `z` and `-` alone. */
  label(record: Kind): string;
}
