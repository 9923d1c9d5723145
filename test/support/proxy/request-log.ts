/** What the proxy saw of one request; everything after `path` is filled in as the answer goes by. */
export interface ProxiedRequest {
  /** 1 for the first request that arrived. */
  readonly ordinal: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Absent until the answer has gone, and for good when there was none. */
  status: number | undefined;
  /** Bytes of the body that the client sent on to the registry. */
  bytesUp: number;
  /** Bytes of the body that the registry answered. */
  bytesDown: number;
  /** The fault that was played on it. */
  fault: string | undefined;
}
