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

export interface Counts {
  readonly total: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Requests by method and what was asked for: `GET manifest`, `POST upload`. */
  readonly by: Readonly<Record<string, number>>;
}

export function countRequests(requests: readonly ProxiedRequest[]): Counts {
  const by: Record<string, number> = {};
  let bytesUp = 0;
  let bytesDown = 0;
  for (const request of requests) {
    const name = `${request.method} ${subjectOf(request.path)}`;
    by[name] = (by[name] ?? 0) + 1;
    bytesUp += request.bytesUp;
    bytesDown += request.bytesDown;
  }
  return { total: requests.length, bytesUp, bytesDown, by };
}

function subjectOf(path: string): string {
  if (path.includes('/blobs/uploads/')) return 'upload';
  if (path.includes('/blobs/')) return 'blob';
  if (path.includes('/manifests/')) return 'manifest';
  if (path.includes('/referrers/')) return 'referrers';
  if (path.includes('/tags/list')) return 'tags';
  return /^\/v2\/?$/.test(path) ? 'ping' : 'other';
}
