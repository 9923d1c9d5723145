import type { IncomingHttpHeaders } from 'node:http';
import type { RegistryRequest } from './request.ts';

/** One request as the registry saw it. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** `authorization` is kept as its scheme only. */
  readonly headers: IncomingHttpHeaders;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** 0 until it is answered, and where the connection was dropped instead. */
  status: number;
}

export function logEntry({ method, path, query, headers }: RegistryRequest, at: number) {
  const { authorization } = headers;
  const entry: LoggedRequest = {
    method,
    path,
    query: Object.fromEntries(query),
    headers: {
      ...headers,
      ...(authorization !== undefined && { authorization: authorization.split(' ')[0] ?? '' }),
    },
    at,
    status: 0,
  };
  return entry;
}
