import type { Agent } from 'undici';
import type { Failure } from '../failures.ts';

/** An engine as messages name it. */
export interface EngineName {
  /** As promotion.yaml names the host. */
  readonly name: string;
  /** `ssh://deploy@swarm-qa`. */
  readonly address: string;
}

/** Makes a connection, as undici asks for it. */
export type Connector = Extract<Agent.Options['connect'], (...parameters: never) => unknown>;

/** How connections to one engine are made. */
export interface Line extends EngineName {
  /** Of every request; its host is in the `Host` header. */
  readonly origin: string;
  readonly connect: Connector | { readonly socketPath?: string; readonly timeout: number };
  /** How many at once. */
  readonly connections: number;
  /** What the reader can do about an error of these connections; undefined for one of any connection. */
  readonly explain: (engine: EngineName, cause: unknown) => Failure | undefined;
  /** After the connections have ended. */
  close(): Promise<void>;
}
