import type { TakeJson } from '../json-stream.ts';

/** A package in a bill of materials. */
export interface SbomPackage {
  readonly name: string;
  readonly version?: string;
  /** SPDX expressions, or other texts, that hold all at once. */
  readonly licences: readonly string[];
}

/** What a bill of materials says of itself. */
export interface SbomHead {
  /** `SPDX-2.3`, `CycloneDX 1.6`. */
  readonly form: string;
  /** Every digest that it names for what it describes. */
  readonly digests: readonly string[];
  readonly platformDigests: readonly string[];
  /** Why it cannot be used, as the end of a sentence. */
  readonly problem?: string;
}

/** A form of them, read in one pass; packages are told as they come. */
export interface SbomFormat {
  readonly patterns: readonly string[];
  start(take: (one: SbomPackage) => void): {
    readonly take: TakeJson;
    /** Undefined where it is of another form. */
    end(): SbomHead | undefined;
  };
}
