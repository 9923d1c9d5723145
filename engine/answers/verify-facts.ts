import type { EnvironmentPolicy } from '../config/configuration.ts';
import type { Ledger, LedgerEntry } from '../evidence/ledger.ts';
import type { Digest } from '../oci/digest.ts';

/** An environment as the policy has it, for one image. */
export interface KnownEnvironment {
  readonly policy: EnvironmentPolicy;
  /** `host/name` of each of its repositories. */
  readonly repositories: readonly string[];
}

/** A tag that should be at the digest, and where it is. */
export interface VerifiedTag {
  readonly name: string;
  /** Somebody asked for the image by it; else it is build-bound, and the record names it. */
  readonly isAskedFor: boolean;
  readonly now?: Digest;
}

/** What was read of one digest in one repository of an environment; see {@link verifyPromotion}. */
export interface VerificationFacts {
  readonly image: string;
  readonly environment: string;
  /** `host/name`. */
  readonly repository: string;
  readonly digest: Digest;
  readonly isThere: boolean;
  readonly tags: readonly VerifiedTag[];
  readonly environments: ReadonlyMap<string, KnownEnvironment>;
  readonly policy: {
    readonly file: string;
    readonly digest: Digest;
    /** A promotion under another policy does not count. */
    readonly mustBeSame: boolean;
  };
  /** `trust` says whose records count. */
  readonly hasTrust: boolean;
  /** Records of the digest, here and in the environments before, each once, oldest first. */
  readonly ledger: Pick<Ledger, 'entries' | 'doubted' | 'problems'>;
  /** The repository's journal of the environment, newest first, at least back to the promotion. */
  readonly journal: Pick<Ledger, 'entries' | 'doubted' | 'problems'>;
  /** Sentences about repositories that could not be read. */
  readonly unread: readonly string[];
  readonly now: Date;
}

export type Check =
  | 'image'
  | 'tag'
  | 'record'
  | 'rollback'
  | 'policy'
  | 'path'
  | 'gates'
  | 'approval'
  | 'verdict'
  | 'hold'
  | 'reading';

/** What one check found; a note decides nothing. */
export type Finding =
  | { readonly check: Check; readonly outcome: 'pass' | 'note'; readonly because: string }
  | {
      readonly check: Check;
      readonly outcome: 'fail';
      readonly because: string;
      readonly remedy: string;
    };

/** Clocks of agents differ; what is later by less than this is not later. */
const CLOCK_SKEW_MS = 5 * 60_000;

export function isLater(one: Date, other: Date): boolean {
  return one.getTime() > other.getTime() + CLOCK_SKEW_MS;
}

/** The latest of some entries. */
export function latestOf<Entry extends LedgerEntry>(entries: readonly Entry[]): Entry | undefined {
  return [...entries].sort((a, b) => a.record.at.getTime() - b.record.at.getTime()).at(-1);
}

export function pass(check: Check, because: string): Finding {
  return { check, outcome: 'pass', because };
}

export function note(check: Check, because: string): Finding {
  return { check, outcome: 'note', because };
}

export function fail(check: Check, because: string, remedy: string): Finding {
  return { check, outcome: 'fail', because, remedy };
}
