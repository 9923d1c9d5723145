import type { TrustedKey } from './trusted-key.ts';

/** Who has to sign records of some kinds. */
export interface TrustRule {
  readonly kinds: readonly string[];
  /** Empty for all. */
  readonly environments: readonly string[];
  /** Names of keys. */
  readonly signedBy: readonly string[];
  /** How many of them have to say the same. */
  readonly atLeast: number;
}

/** Whose records count; see `trust` of promotion.yaml. */
export interface Trust {
  readonly keys: readonly TrustedKey[];
  readonly rules: readonly TrustRule[];
  /** Records that nobody signed count where no rule is about them. */
  readonly acceptsUnsigned: boolean;
}
