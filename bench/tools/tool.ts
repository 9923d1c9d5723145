import type { Cost } from '../measure.ts';

/** A copy as a command line names it: `host:port/repository@digest` to `host:port/repository:tag`. */
export interface Journey {
  readonly from: string;
  readonly to: string;
}

export interface Tool {
  readonly name: string;
  /** Where it is not measured in all scenarios: the names of those. */
  readonly scenarios?: readonly string[];
  /** What readers of the results should know about its row, Markdown. */
  readonly about?: string;
  /** What arrives may have another digest; a tool without this fails then. */
  readonly mayChangeDigest?: true;
  /** Makes all the copies, at home in `folder`. */
  copy(journeys: readonly Journey[], folder: string): Promise<Cost>;
  /** Undefined where it is not installed. */
  version(): Promise<string | undefined>;
}
