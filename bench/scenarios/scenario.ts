import type { Publisher } from '../publisher.ts';

/** One image to take from one repository to another, under the same digest. */
export interface Copy {
  readonly from: string;
  readonly digest: string;
  readonly to: string;
  readonly tag: string;
}

export interface Scenario {
  readonly name: string;
  readonly summary: string;
  /** The destination is the source registry. */
  readonly withinOneRegistry?: boolean;
  /** Publishes what must be there before, and says what is to be copied. */
  prepare(source: Publisher, destination: Publisher): Promise<readonly Copy[]>;
}
