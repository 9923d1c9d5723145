import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Dispatcher } from 'undici';
import { caUnreadable, proxyInvalid } from './failures.ts';
import type { ConnectionSettings } from './open-connections.ts';

/** Upper-case or lower-case, as curl reads them; NODE_EXTRA_CA_CERTS as Node does. */
export type NetworkEnvironment = Readonly<Record<string, string | undefined>>;

/** Where requests are sent from; each goes over a connection of its origin that is free, or a new one. */
export interface Connections {
  request(options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>;
  destroy(): Promise<void>;
}

/**
 * The connections of one set of certificate authorities, through the proxy that the environment names.
 * @param caFile PEM file whose authorities are trusted besides Node's own
 * @throws Failure CA_UNREADABLE, PROXY_INVALID
 */
export function createDispatcher(env: NetworkEnvironment, caFile: string | undefined): Connections {
  const settings: ConnectionSettings = {
    httpProxy: findProxy(env, 'http_proxy'),
    httpsProxy: findProxy(env, 'https_proxy'),
    noProxy: env['no_proxy'] ?? env['NO_PROXY'] ?? '',
    authorities: caFile === undefined ? undefined : readAuthorities(env, caFile),
  };
  let opened: Promise<Dispatcher> | undefined;
  return {
    async request(options) {
      // Much to load, for a step that may ask nobody.
      opened ??= import('./open-connections.ts').then((file) => file.openConnections(settings));
      return (await opened).request(options);
    },
    async destroy() {
      await (await opened)?.destroy();
    },
  };
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

function readAuthorities(env: NetworkEnvironment, caFile: string): readonly string[] {
  const extra = env['NODE_EXTRA_CA_CERTS'];
  return [
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
