import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { caUnreadable } from './failures.ts';

/** Upper-case or lower-case, as curl reads them; NODE_EXTRA_CA_CERTS as Node does. */
export type NetworkEnvironment = Readonly<Record<string, string | undefined>>;

const CONNECT_TIMEOUT_MS = 10_000;
/** Longer than undici's 4 s, so that a pause between two steps does not cost a new connection. */
const KEEP_ALIVE_MS = 15_000;

/**
 * The connections of one set of certificate authorities, through the proxy that the environment names.
 * @param caFile PEM file whose authorities are trusted besides Node's own
 * @throws Failure CA_UNREADABLE
 */
export function createDispatcher(env: NetworkEnvironment, caFile: string | undefined): Dispatcher {
  const ca = caFile === undefined ? undefined : trustedAuthorities(env, caFile);
  const tls = { ...(ca !== undefined && { ca }), timeout: CONNECT_TIMEOUT_MS };
  return new EnvHttpProxyAgent({
    httpProxy: env['http_proxy'] ?? env['HTTP_PROXY'] ?? '',
    httpsProxy: env['https_proxy'] ?? env['HTTPS_PROXY'] ?? '',
    noProxy: env['no_proxy'] ?? env['NO_PROXY'] ?? '',
    connect: tls,
    requestTls: tls,
    proxyTls: tls,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: 10 * KEEP_ALIVE_MS,
  });
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
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw caUnreadable(file, new Error('it holds no PEM certificate'));
  }
  return text;
}
