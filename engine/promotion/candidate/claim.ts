import type { Digest } from '../../oci/digest.ts';

/** A digest that somebody says is the one, and why; nobody has asked a registry yet. */
export interface Claim {
  readonly digest: Digest;
  /** `digest: of recordImage`, `buildx metadata build/image.json`: ends "taken from …". */
  readonly source: string;
  /** The build that is meant, where one is: reproducible builds make one digest several times. */
  readonly build?: string;
}

/** Which Jenkins build; numbers repeat from job to job. */
export interface BuildIdentity {
  readonly number: string;
  readonly job?: string;
}

/** Jenkins writes `feature/x`, as the name of a multibranch job, `feature%2Fx`. */
export function isSameJob(one: string | undefined, other: string): boolean {
  return one?.replaceAll('%2F', '/') === other.replaceAll('%2F', '/');
}
