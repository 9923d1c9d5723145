import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { caUnreadable, proxyInvalid } from './failures.ts';

/** Upper-case or lower-case, as curl reads them; NODE_EXTRA_CA_CERTS as Node does. */
export type NetworkEnvironment = Readonly<Record<string, string | undefined>>;

const CONNECT_TIMEOUT_MS = 10_000;
/** Longer than undici's 4 s, so that a pause between two steps does not cost a new connection. */
const KEEP_ALIVE_MS = 15_000;
/** Of each connection and each body under way. Undici's 64 KiB are one read: it would stop and start the socket at each. */
export const BUFFER_BYTES = 256 * 1024;

/**
 * The connections of one set of certificate authorities, through the proxy that the environment names.
 * @param caFile PEM file whose authorities are trusted besides Node's own
 * @throws Failure CA_UNREADABLE, PROXY_INVALID
 */
export function createDispatcher(env: NetworkEnvironment, caFile: string | undefined): Dispatcher {
  const ca = caFile === undefined ? undefined : trustedAuthorities(env, caFile);
  const socket = {
    ...(ca !== undefined && { ca }),
    timeout: CONNECT_TIMEOUT_MS,
    highWaterMark: BUFFER_BYTES,
  };
  const connections = {
    connect: socket,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: 10 * KEEP_ALIVE_MS,
  };
  const httpsProxy = findProxy(env, 'https_proxy');
  const proxied = new EnvHttpProxyAgent({
    ...connections,
    httpProxy: findProxy(env, 'http_proxy'),
    httpsProxy,
    noProxy: env['no_proxy'] ?? env['NO_PROXY'] ?? '',
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

/** '' where there is none, which keeps undici from looking for itself. */
function findProxy(env: NetworkEnvironment, variable: 'http_proxy' | 'https_proxy'): string {
  const name = env[variable] === undefined ? variable.toUpperCase() : variable;
  const text = env[name] ?? '';
  if (text === '') return '';
  const address = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(address)) throw proxyInvalid(name);
  return address;
}

/** Naming `ca` replaces Node's defaults, so they are named again. */
function trustedAuthorities(env: NetworkEnvironment, caFile: string): string[] {
  const extra = env['NODE_EXTRA_CA_CERTS'];
  return [
    ...rootCertificates,
    readCertificates(caFile),
    ...(extra === undefined || extra === '' ? [] : [readCertificates(extra)]),
  ];
}

function readCertificates(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw caUnreadable(file, cause);
  }
  if (!isCertificate(text)) throw caUnreadable(file, new Error('it holds no PEM certificate'));
  return text;
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).subject !== undefined;
  } catch {
    return false;
  }
}
