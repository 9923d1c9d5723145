import type { Clock } from '../http/request.ts';
import type { Repository } from '../registry/repository.ts';
import type { BlobPlaces } from './blob-places.ts';
import type { Turns } from './turns.ts';

/** From where to where, and what is known of both. */
export interface CopyOptions {
  readonly source: Repository;
  readonly destination: Repository;
  /** Whether the destination is known to hold nothing at all. */
  readonly isDestinationEmpty: boolean;
  /** Where blobs are known to be; shared by all copies of a run. */
  readonly places: BlobPlaces;
  /** Blobs on their way at a time, since each holds a connection open on both sides. */
  readonly turns: Turns;
  /** Ends when it is known how the destination's registry takes uploads; undefined where the first blob tells. */
  readonly lesson?: Promise<void> | undefined;
  readonly clock: Clock;
  /** Bytes that moved; negative where they have to be sent again. */
  readonly onBytes: (count: number) => void;
}
