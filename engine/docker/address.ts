import { withoutControls } from '../failures.ts';

/** Where a Docker engine listens. */
export type EngineAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | {
      readonly kind: 'ssh';
      readonly host: string;
      readonly port?: number;
      readonly user?: string;
    };

const FORMS = 'unix:///var/run/docker.sock, tcp://host:2376 or ssh://user@host';
/** What a remote user may be called: it stands in the arguments of ssh. */
const USER = /^[\w.][\w.@-]*$/;
const HOST = /^[\w.][\w.-]*$|^[0-9a-f:.]+$/i;

/** The address that DOCKER_HOST or promotion.yaml writes, or a sentence on what is wrong with it. */
export function parseEngineAddress(text: string): EngineAddress | string {
  const [, scheme, rest = ''] = /^([a-z]+):\/\/(.*)$/is.exec(text) ?? [];
  switch (scheme?.toLowerCase()) {
    case 'unix':
      return parseUnix(rest);
    case 'tcp':
      return parseTcp(text);
    case 'ssh':
      return parseSsh(text);
    case 'npipe':
      return 'A named pipe of Windows is not supported: write tcp:// with TLS, or ssh:// to that host.';
    case 'http':
    case 'https':
      return `An engine's address begins with tcp://, not ${scheme}://.`;
    default:
      return `${JSON.stringify(withoutControls(withoutPassword(text)))} is no address of a Docker engine: write ${FORMS}.`;
  }
}

/** The address as messages name it. */
export function describeAddress(address: EngineAddress): string {
  switch (address.kind) {
    case 'unix':
      return `unix://${address.path}`;
    case 'tcp':
      return `tcp://${bracketed(address.host)}:${address.port}`;
    case 'ssh': {
      const user = address.user === undefined ? '' : `${address.user}@`;
      const port = address.port === undefined ? '' : `:${address.port}`;
      return `ssh://${user}${bracketed(address.host)}${port}`;
    }
  }
}

/** True for a connection that never leaves this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function parseUnix(path: string): EngineAddress | string {
  if (path.startsWith('/')) return { kind: 'unix', path };
  return 'The path of a socket is absolute: write unix:///var/run/docker.sock, with three slashes.';
}

function parseTcp(text: string): EngineAddress | string {
  const parts = partsOf(text);
  if (typeof parts === 'string') return parts;
  if (parts.user !== undefined) return 'An address with tcp:// has no user.';
  if (parts.port === undefined) return 'The port is missing: it is 2376 where the engine uses TLS.';
  return { kind: 'tcp', host: parts.host, port: parts.port };
}

function parseSsh(text: string): EngineAddress | string {
  const parts = partsOf(text);
  if (typeof parts === 'string') return parts;
  const { host, port, user } = parts;
  if (user !== undefined && !USER.test(user)) return 'The user of the address is no login name.';
  return {
    ...{ kind: 'ssh', host },
    ...(port !== undefined && { port }),
    ...(user !== undefined && { user }),
  };
}

interface AddressParts {
  readonly host: string;
  readonly port?: number;
  readonly user?: string;
}

function partsOf(text: string): AddressParts | string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  if (url === undefined || !HOST.test(host)) return `There is no host in it: write ${FORMS}.`;
  if (url.password !== '') return 'A password does not belong in an address: name a credential.';
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') {
    return 'The address ends after host and port.';
  }
  return {
    host,
    ...(url.port !== '' && { port: Number(url.port) }),
    ...(url.username !== '' && { user: url.username }),
  };
}

function withoutPassword(text: string): string {
  return text.replace(/:[^:@/]*@/, ':…@');
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
