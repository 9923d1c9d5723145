import { type Challenge, parseChallenges } from './challenge.ts';
import { downgrade, realmRefused, tooManyRedirects } from './failures.ts';
import type { Clock, HttpRequest, HttpResponse, HttpSender } from './request.ts';
import { createTokenSource, type TokenSource } from './tokens.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface SignInSettings {
  /** The only origin that ever sees the credentials, besides an allowed realm. */
  readonly url: URL;
  readonly credentials?: Credentials;
  /** Hosts, besides the origin's own, that may be asked for a token. */
  readonly signInHosts: readonly string[];
}

/** Sends requests to one server, signed in for the scopes that each needs. */
export interface Session {
  send(request: HttpRequest, scopes: readonly string[]): Promise<HttpResponse>;
}

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Signs in: Basic at once when there are credentials, Bearer when challenged.
 * Until the first answer tells which, other requests wait, so that one 401 serves all.
 */
export function openSession(sender: HttpSender, clock: Clock, settings: SignInSettings): Session {
  const basic = settings.credentials && basicHeader(settings.credentials);
  let tokens: TokenSource | undefined;
  let firstAnswer: Promise<unknown> | undefined;

  return {
    async send(request, scopes) {
      if (request.url.origin !== settings.url.origin) return follow(request, scopes);
      if (firstAnswer === undefined) {
        const first = follow(request, scopes);
        firstAnswer = first.catch(() => {});
        return first;
      }
      await firstAnswer;
      return follow(request, scopes);
    },
  };

  /** Only reading follows redirects; each hop to another origin goes without any authorization. */
  async function follow(request: HttpRequest, scopes: readonly string[]): Promise<HttpResponse> {
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    let at = request;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
      const response = await signedIn(at, scopes);
      const location = response.header('location');
      if (!isReading || !REDIRECTS.has(response.status) || location === undefined) return response;
      const url = new URL(location, at.url);
      if (at.url.protocol === 'https:' && url.protocol !== 'https:') throw downgrade(at.url, url);
      at = { ...at, url };
    }
    throw tooManyRedirects(request.url);
  }

  async function signedIn(request: HttpRequest, scopes: readonly string[]): Promise<HttpResponse> {
    if (request.url.origin !== settings.url.origin) return sender.send(request);
    const authorization = await authorizationFor(scopes);
    const response = await sender.send(withAuthorization(request, authorization));
    if (response.status !== 401) return response;

    const bearer = response
      .headerValues('www-authenticate')
      .flatMap(parseChallenges)
      .find(({ scheme }) => scheme === 'bearer');
    const hadToken = authorization?.startsWith('Bearer ') === true;
    if (bearer === undefined) return response;
    if (hadToken) tokens?.forget(authorization.slice('Bearer '.length));
    tokens ??= tokenSourceFor(bearer);
    const renewed = await authorizationFor(scopes);
    const isReplayable = request.body === undefined || request.body instanceof Uint8Array;
    if (!isReplayable || renewed === authorization) return response;
    return sender.send(withAuthorization(request, renewed));
  }

  async function authorizationFor(scopes: readonly string[]): Promise<string | undefined> {
    return tokens === undefined ? basic : `Bearer ${await tokens.find(scopes)}`;
  }

  function tokenSourceFor({ parameters }: Challenge): TokenSource {
    const realm = allowedRealm(parameters.get('realm') ?? '');
    return createTokenSource(sender, clock, realm, parameters.get('service'), basic);
  }

  function allowedRealm(text: string): URL {
    const { url, signInHosts } = settings;
    const refuse = (why: string) => realmRefused(url, text, why);
    if (!URL.canParse(text)) throw refuse('that is no address');
    const realm = new URL(text);
    if (realm.protocol !== 'https:' && realm.protocol !== url.protocol) {
      throw refuse(`that is neither https nor ${url.protocol.slice(0, -1)}`);
    }
    if (realm.protocol !== 'https:' && realm.protocol !== 'http:')
      throw refuse('that is no web address');
    if (realm.username !== '' || realm.password !== '') throw refuse('it holds a user name');
    const isAllowed = [url.hostname, ...signInHosts].includes(realm.hostname);
    if (basic !== undefined && !isAllowed && !signInHosts.includes(realm.host)) {
      throw refuse(`the credentials of ${url.host} go to no other host`);
    }
    return realm;
  }
}

function basicHeader({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

function withAuthorization(request: HttpRequest, authorization: string | undefined): HttpRequest {
  if (authorization === undefined) return request;
  return { ...request, headers: { ...request.headers, authorization } };
}
