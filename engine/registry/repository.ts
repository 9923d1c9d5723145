import type { HttpRequest, HttpResponse } from '../http/request.ts';
import type { Session } from '../http/session.ts';
import { isJsonObject, parseJson } from '../oci/json.ts';

/** Found out by the first use of it. */
export type Trait = 'untried' | 'works' | 'fails';

/** What a registry has shown of itself in this run; shared by all its repositories. */
export interface ServerTraits {
  /** It answered a manifest whose blobs were missing by naming them. */
  namesMissing: boolean;
  /** POST with `?digest=` and the body: whether it stored the blob. */
  oneRequestUploads: Trait;
  /** The referrers API answered. */
  referrersApi: Trait;
  /** It took a manifest that is no image's: an artifact type, an empty config. */
  artifacts: Trait;
  /** `?mount=` of a blob known to be there: whether it was taken over. */
  mounts: Trait;
}

/** One server, signed in to. */
export interface Registry {
  /** As promotion.yaml names it. */
  readonly name: string;
  /** Below which `/v2/` lies; its path, if any, has no trailing slash. */
  readonly url: URL;
  /** Id of the Jenkins credential, for messages. */
  readonly credentials: string | undefined;
  readonly session: Session;
  readonly traits: ServerTraits;
}

/** One repository of a registry; functions of this folder take it first. */
export interface Repository {
  readonly registry: Registry;
  /** Full name in the API, with the prefix of path routing. */
  readonly name: string;
  /** `host:port/path/name`, as people and other tools write it. */
  readonly label: string;
}

export type Access = 'pull' | 'push';

export function createRegistry(
  name: string,
  url: URL,
  credentials: string | undefined,
  session: Session,
): Registry {
  const traits: ServerTraits = {
    namesMissing: false,
    oneRequestUploads: 'untried',
    mounts: 'untried',
    referrersApi: 'untried',
    artifacts: 'untried',
  };
  return { name, url, credentials, session, traits };
}

export function repositoryOf(registry: Registry, name: string): Repository {
  return { registry, name, label: labelOf(registry.url, name) };
}

/** `host:port/path/name`. */
export function labelOf({ host, pathname }: URL, name: string): string {
  return `${host}${pathname.replace(/\/$/, '')}/${name}`;
}

/** Same name on the same server: nothing needs to be copied between them. */
export function isSameRepository(a: Repository, b: Repository): boolean {
  return a.label === b.label;
}

/** True where blobs may be mounted from one to the other. */
export function isSameRegistry(a: Repository, b: Repository): boolean {
  return a.registry.url.href === b.registry.url.href;
}

/** The address of something below `/v2/<name>/`; the parts were validated before. */
export function apiUrl({ registry, name }: Repository, path: string): URL {
  const url = new URL(registry.url);
  const [pathname = '', search = ''] = path.split('?', 2);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v2/${name}/${pathname}`;
  url.search = search;
  return url;
}

/** Sends a request with the scope that reading, or writing, this repository needs. */
export function send(
  repository: Repository,
  access: Access,
  request: HttpRequest,
  mountFrom?: Repository,
): Promise<HttpResponse> {
  const { registry, name } = repository;
  const scopes = [
    `repository:${name}:${access === 'pull' ? 'pull' : 'pull,push'}`,
    ...(mountFrom === undefined || mountFrom.name === name
      ? []
      : [`repository:${mountFrom.name}:pull`]),
  ];
  return registry.session.send(request, scopes);
}

/**
 * Where a `Location` or `Link` of an answer leads. For addresses of the API on our host the configured origin
 * is kept, since a registry behind a proxy may not know its own, and a path prefix that it left out is put
 * back, as Nexus behind `/repository/<name>` needs (3.71, seen).
 * @returns undefined where it leads nowhere, or from https to anything else
 */
export function resolveLocation(
  { registry }: Repository,
  base: URL,
  location: string | undefined,
): URL | undefined {
  if (location === undefined || !URL.canParse(location, base.href)) return undefined;
  const url = new URL(location, base.href);
  const prefix = registry.url.pathname.replace(/\/$/, '');
  const isApi = url.pathname.startsWith('/v2/') || url.pathname.startsWith(`${prefix}/v2/`);
  if (url.hostname !== registry.url.hostname || !isApi) {
    return url.protocol === 'https:' || url.protocol === registry.url.protocol ? url : undefined;
  }
  url.protocol = registry.url.protocol;
  url.host = registry.url.host;
  if (registry.url.port === '') url.port = '';
  if (!url.pathname.startsWith(`${prefix}/v2/`)) url.pathname = `${prefix}${url.pathname}`;
  return url;
}

/** The JSON object in an answer, or undefined. */
export function jsonOf(response: HttpResponse): Readonly<Record<string, unknown>> | undefined {
  const json = response.body === undefined ? undefined : parseJson(response.body);
  return isJsonObject(json) ? json : undefined;
}
