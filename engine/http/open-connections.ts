import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { BUFFER_BYTES } from './request.ts';

/** How servers are reached. */
export interface ConnectionSettings {
  /** `''` where there is none, which keeps undici from looking for itself. */
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
  /** PEM, trusted besides Node's own. */
  readonly authorities: readonly string[] | undefined;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Longer than undici's 4 s, so that a pause between two steps does not cost a new connection. */
const KEEP_ALIVE_MS = 15_000;

/** Opens nothing before a request asks for it. */
export function openConnections({
  httpProxy,
  httpsProxy,
  noProxy,
  authorities,
}: ConnectionSettings): Dispatcher {
  const socket = {
    // Naming `ca` replaces Node's defaults, so they are named again.
    ...(authorities !== undefined && { ca: [...rootCertificates, ...authorities] }),
    timeout: CONNECT_TIMEOUT_MS,
    highWaterMark: BUFFER_BYTES,
  };
  const connections = {
    connect: socket,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: 10 * KEEP_ALIVE_MS,
  };
  const proxied = new EnvHttpProxyAgent({
    ...connections,
    ...{ httpProxy, httpsProxy, noProxy },
    // Plain HTTP is handed to the proxy, as curl does: many let CONNECT through to port 443 alone.
    proxyTunnel: false,
    requestTls: socket,
    proxyTls: socket,
  });
  if (httpsProxy !== '') return proxied;
  // undici would use http_proxy for https too; nobody else does.
  const direct = new Agent(connections);
  return proxied.compose((dispatch) => (options, handler) => {
    const isHttps = String(options.origin).startsWith('https:');
    return isHttps ? direct.dispatch(options, handler) : dispatch(options, handler);
  });
}
