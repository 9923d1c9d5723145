import type { HttpResponse } from '../http/request.ts';
import type { Digest } from '../oci/digest.ts';
import type { JsonObject } from '../oci/json.ts';
import type { ImageFacts } from '../registry/image-facts.ts';
import type { RunProgram } from '../run-program.ts';
import type { TrustedKey } from '../signing/trusted-key.ts';
import type { WebCredential } from '../web/web-credential.ts';

/** A finding of a gate: `error` means that it could not tell, and refuses as `fail` does. */
export type GateOutcome =
  | { readonly outcome: 'pass'; readonly because: string }
  | { readonly outcome: 'fail' | 'error'; readonly because: string; readonly remedy: string };

/** A QA mark on the digest, latest first in lists. */
export interface VerdictFact {
  readonly is: 'accepted' | 'rejected' | 'revoked';
  readonly by: string;
  readonly at: Date;
  readonly reason?: string;
  /** It counts no more from here on. */
  readonly until?: Date;
}

/** Somebody approved the digest for the environment that it would enter, of their own accord and not one plan. */
export interface ApprovalFact {
  readonly by: string;
  readonly at: Date;
  /** It counts no more from here on. */
  readonly until?: Date;
}

/** That the image was put into an environment, by a build or a promotion, and under which tags. */
export interface PlacementFact {
  readonly environment: string;
  readonly at: Date;
  readonly by?: string;
  readonly tags: readonly string[];
}

/** The Jenkins build that made the image, as its build record says. */
export interface BuildFact {
  readonly number?: string;
  readonly job?: string;
  readonly url?: string;
  readonly commit?: string;
  readonly version?: string;
  /** Names and mail addresses of those who wrote the commit. */
  readonly committers?: readonly string[];
}

/** What a gate may have read for it; each is asked on first use, and gives the same answer to every gate. */
export interface GateSources {
  /** Manifests and configs of the image. @throws Failure */
  image(): Promise<ImageFacts>;
  /**
   * What was put last into an environment of another image, `registry/repository`, as its journal says.
   * @throws Failure when nothing was, or the registry is none of promotion.yaml's
   */
  placedLast(repository: string, environment: string): Promise<PlacedImage>;
  /** Signatures of the image, with the names of those keys that made them. @throws Failure */
  signatures(keys: readonly TrustedKey[]): Promise<readonly SignatureFact[]>;
  /** Statements about the image that cosign or we attached, with the names of the keys that signed them. @throws Failure */
  attestations(keys: readonly TrustedKey[]): Promise<readonly AttestationFact[]>;
  /** Keys of `trust.keys`, by name. */
  readonly trustedKeys: readonly TrustedKey[];
  /** Absolute path of the workspace; a gate opens nothing outside. */
  readonly workspace: string;
  /**
   * Asks a server; retried, proxied, and signed in with a credential of the gate at the URL's own origin only.
   * @param credential id of a Jenkins credential that the gate named in `credentials`
   * @throws Failure when there is no answer, or no such credential
   */
  get(url: URL, options?: WebOptions): Promise<HttpResponse>;
  readonly runProgram: RunProgram;
}

export interface PlacedImage {
  /** `host/name`. */
  readonly name: string;
  readonly digest: Digest;
  readonly at: Date;
  readonly image: ImageFacts;
}

export interface WebOptions {
  readonly credential?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body of a 2xx answer is left in `chunks`. */
  readonly isStreamed?: boolean;
  readonly readBytes?: number;
}

export interface SignatureFact {
  /** Names of the keys, of those that were asked for, whose signature it is. */
  readonly signers: readonly string[];
  /** Why it is nobody's, in words. */
  readonly problem?: string;
}

export interface AttestationFact extends SignatureFact {
  readonly predicateType?: string;
  readonly predicate?: JsonObject;
}

/** Everything that a gate may look at. */
export interface GateContext {
  /** Name of the image in promotion.yaml. */
  readonly image: string;
  /** Environment that the image would enter. */
  readonly environment: string;
  /** Environment that it comes from. */
  readonly from: string;
  readonly digest: Digest;
  readonly verdicts: readonly VerdictFact[];
  /** Latest first. */
  readonly approvals: readonly ApprovalFact[];
  /** Latest first. */
  readonly placements: readonly PlacementFact[];
  readonly build: BuildFact;
  /** The Jenkins build that asks for the promotion. */
  readonly requestedIn: {
    readonly number?: string;
    readonly job?: string;
    readonly url?: string;
    readonly result?: string;
  };
  /** Jenkins user id of whoever asks for the promotion. */
  readonly requester?: string;
  /** What the request says besides: `change: 'CHG-1'` of the step. */
  readonly change?: string;
  readonly now: Date;
  readonly sources: GateSources;
  /** Ends with the gate's time limit. */
  readonly signal: AbortSignal;
}

/** JSON Schema of a gate's settings, published as part of promotion.schema.json; `kind` is added there. */
export interface SettingsSchema {
  readonly type: 'object';
  readonly description: string;
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, object>>;
}

/** One check before a promotion; a gate that throws has outcome `error`. */
export interface Gate<Settings> {
  readonly kind: string;
  readonly settings: SettingsSchema;
  /** Credentials that it needs, for Jenkins to bind; none unless said. */
  credentials?(settings: Settings): readonly WebCredential[];
  /** Registries of promotion.yaml that it reads besides those of the image. */
  registries?(settings: Settings): readonly string[];
  evaluate(context: GateContext, settings: Settings): Promise<GateOutcome>;
}
