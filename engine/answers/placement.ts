import type { Digest } from '../oci/digest.ts';
import type { PlacementRecord } from '../promotion/digest-facts.ts';

/** What was put into an environment last, under a record that counts. */
export interface Placement {
  readonly digest: Digest;
  readonly record: PlacementRecord;
}

/** A tag that the record names, and where it is now. */
export interface TagState {
  readonly name: string;
  readonly now?: Digest;
}

/** One repository of an environment. */
export interface RepositoryState {
  readonly repository: string;
  /** What its own journal says. */
  readonly placed?: Placement;
  /** Whether it has the environment's image. */
  readonly hasImage: boolean;
  /** The tags that were put on the environment's image here. */
  readonly tags: readonly TagState[];
}
