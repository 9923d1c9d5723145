import type { StartProgram } from './start-program.ts';

/** What opening an engine needs of the world. */
export interface EngineTools {
  /** For ssh: its agent, home and path. */
  readonly env: Readonly<Record<string, string | undefined>>;
  sleep(ms: number): Promise<void>;
  /** The real thing where left out. */
  readonly startProgram?: StartProgram;
}
