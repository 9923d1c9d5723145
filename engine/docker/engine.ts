/** One request to the Engine API. */
export interface EngineRequest {
  readonly method: 'GET' | 'POST';
  /** Below the API's version, with its query: `/services?status=true`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
}

export interface EngineResponse {
  readonly status: number;
  header(name: string): string | undefined;
  readonly body: Uint8Array;
}

/** A Docker engine that answers; functions of this folder take it first. */
export interface DockerEngine {
  /** As promotion.yaml names the host. */
  readonly name: string;
  /** For messages: `ssh://deploy@swarm-qa`. */
  readonly address: string;
  /**
   * Any status is an answer; retried where nothing can have happened.
   * @throws Failure ENGINE_UNREACHABLE, ENGINE_UNTRUSTED, ENGINE_DENIED
   */
  send(request: EngineRequest): Promise<EngineResponse>;
  /** Ends what was opened for it. */
  close(): Promise<void>;
}
