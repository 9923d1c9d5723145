/** Something signed that hangs on an image, as it was found. */
export interface FoundSigned {
  /** `registry/repository:tag` or `…@digest` of the manifest that holds it. */
  readonly where: string;
  /** Names of the trusted keys that signed it; empty where there is a problem. */
  readonly signers: readonly string[];
  /** A sentence: why it is not believed. */
  readonly problem?: string;
}

export function notBelieved(where: string, why: string): FoundSigned {
  return { where, signers: [], problem: `${where} is not believed: ${why}.` };
}
