import type { IncomingMessage } from 'node:http';
import type { RegistryRequest, Route } from './request.ts';

/**
 * How clients reach a Nexus repository: a port of its own, a path below `/repository/`, or the first part of
 * the image name. The path below `/repository/` works whatever the choice.
 */
export type Address = 'port' | 'repository-path' | 'path-routing';

const REPOSITORY_PATH = /^\/repository\/([^/]+)\/v2(?:\/(.*))?$/;

/**
 * Reads the address of a request.
 * @param bound the repository whose own port this is; undefined on a shared port
 */
export function readRequest(
  incoming: IncomingMessage,
  origin: string,
  address: Address,
  bound: string | undefined,
): RegistryRequest {
  const url = new URL(incoming.url ?? '/', origin);
  const path = decodePath(url.pathname);
  return {
    method: incoming.method ?? 'GET',
    path,
    query: url.searchParams,
    headers: incoming.headers,
    origin,
    incoming,
    ...place(path, address, bound),
  };
}

function place(path: string, address: Address, bound: string | undefined) {
  const [, named, below = ''] = REPOSITORY_PATH.exec(path) ?? [];
  if (named !== undefined) {
    return { repository: named, base: `/repository/${named}/v2`, route: routeOf(below) };
  }
  const rest = /^\/v2(?:\/(.*))?$/.exec(path) === null ? undefined : path.slice('/v2/'.length);
  if (rest !== undefined && bound !== undefined) {
    return { repository: bound, base: '/v2', route: routeOf(rest) };
  }
  if (rest !== undefined && address === 'path-routing') {
    const [repository = '', ...image] = rest.split('/');
    return { repository, base: `/v2/${repository}`, route: routeOf(image.join('/')) };
  }
  return {
    repository: '',
    base: '/v2',
    route: { kind: rest === '' ? 'ping' : 'unknown' } as const,
  };
}

/** @param path what follows `/v2/` and the repository, such as `shop/checkout/manifests/10` */
function routeOf(path: string): Route {
  if (path === '') return { kind: 'ping' };
  if (path === 'token') return { kind: 'token' };
  const [, image = '', kind = '', last = ''] =
    /^(.+?)\/(manifests|blobs\/uploads|blobs|tags|referrers)\/([^/]*)$/.exec(path) ?? [];
  if (kind === 'manifests') return { kind: 'manifest', image, reference: last };
  if (kind === 'blobs/uploads' && last === '') return { kind: 'uploads', image };
  if (kind === 'blobs/uploads') return { kind: 'upload', image, id: last };
  if (kind === 'blobs' && last === 'uploads') return { kind: 'uploads', image };
  if (kind === 'blobs') return { kind: 'blob', image, digest: last };
  if (kind === 'tags' && last === 'list') return { kind: 'tags', image };
  if (kind === 'referrers') return { kind: 'referrers', image, digest: last };
  return { kind: 'unknown' };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
