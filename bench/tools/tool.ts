/** A copy as a command line names it: `host:port/repository@digest` to `host:port/repository:tag`. */
export interface Journey {
  readonly from: string;
  readonly to: string;
}

export interface Tool {
  readonly name: string;
  /** The program and its arguments that make all the copies. */
  command(journeys: readonly Journey[]): readonly string[];
  /** Undefined where it is not installed. */
  version(): Promise<string | undefined>;
}
