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

export interface VerdictRecord {
  readonly kind: 'verdict';
  readonly at: Date;
  readonly is: 'accepted' | 'rejected' | 'revoked';
  readonly by: string;
  readonly reason?: string;
  readonly url?: string;
}

export interface ApprovalRecord {
  readonly kind: 'approval';
  readonly at: Date;
  readonly environment: string;
  readonly by: string;
  readonly comment?: string;
  /** Digest of the plan that the approver saw. */
  readonly plan: string;
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
  readonly policy: { readonly uri: string; readonly digest: string };
  readonly build?: string;
  readonly url?: string;
}

/** What happened to a digest, once; a closed list. */
export type EvidenceRecord =
  | BuildRecord
  | VerdictRecord
  | ApprovalRecord
  | RefusalRecord
  | PromotionRecord;

/** How one kind of record is written as an in-toto predicate, and read back from one. */
export interface RecordForm<Kind extends EvidenceRecord> {
  readonly kind: Kind['kind'];
  readonly predicateType: string;
  /** @param subject `host/name@digest` */
  toPredicate(record: Kind, subject: string): JsonObject;
  /** @returns undefined where the predicate is not of this form */
  fromPredicate(predicate: JsonObject): Kind | undefined;
  /** The kind as tags spell it, with the outcome where there is one. */
  label(record: Kind): string;
}
