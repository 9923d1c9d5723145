import { Failure } from '../failures.ts';
import { parseChallenges } from './challenge.ts';
import { downgrade, oddRedirect, tooManyRedirects } from './failures.ts';
import { parseRealm } from './realm.ts';
import type { Clock, HttpRequest, HttpResponse, HttpSender } from './request.ts';
import { createTokenSource, type TokenSource } from './tokens.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface SignInSettings {
  /** A token was issued, which is a secret too. */
  readonly onToken?: (token: string) => void;
  /** The only origin that ever sees the credentials, besides an allowed realm. */
  readonly url: URL;
  readonly credentials?: Credentials;
  /** Id of the Jenkins credential, for messages. */
  readonly credentialsId?: string;
  /** Hosts, besides the origin's own, that may be asked for a token. */
  readonly signInHosts: readonly string[];
}

/** Sends requests to one server, signed in for the scopes that each needs. */
export interface Session {
  /** `with the Jenkins credential "nexus-dev"`, to end a sentence with. */
  readonly identity: string;
  readonly isAnonymous: boolean;
  send(request: HttpRequest, scopes: readonly string[]): Promise<HttpResponse>;
}

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** These say no to whatever is asked next, too. */
const LASTING: readonly string[] = ['SIGN_IN_FAILED', 'SIGN_IN_LOCKED', 'REALM_REFUSED'];

/**
 * Signs in: Basic at once when there are credentials, Bearer when challenged.
 * Until the first answer tells which, other requests wait, so that one 401 serves all; and when it tells
 * that the credentials are wrong, they are not sent again.
 */
export function openSession(sender: HttpSender, clock: Clock, settings: SignInSettings): Session {
  const { url: home, credentials, signInHosts } = settings;
  const basic = credentials && basicHeader(credentials);
  let tokens: TokenSource | undefined;
  let opening: Promise<Failure | HttpResponse | undefined> | undefined;

  const identity = identityOf(settings);

  return {
    identity,
    isAnonymous: credentials === undefined,
    async send(request, scopes) {
      // Without credentials there is nothing that a first answer could call wrong.
      if (request.url.origin !== home.origin || basic === undefined) return follow(request, scopes);
      if (opening === undefined) {
        const answer = follow(request, scopes);
        opening = answer.then(refusalIn, refusalIn);
        return answer;
      }
      const refusal = await opening;
      if (refusal instanceof Failure) throw refusal;
      return refusal ?? follow(request, scopes);
    },
  };

  /** What the first answer means for all others; undefined lets them try. */
  function refusalIn(answer: unknown): Failure | HttpResponse | undefined {
    if (answer instanceof Failure) return LASTING.includes(answer.code) ? answer : undefined;
    const { status, url } = answer as HttpResponse;
    const isPasswordWrong = status === 401 && basic !== undefined && tokens === undefined;
    return isPasswordWrong && url.origin === home.origin ? (answer as HttpResponse) : undefined;
  }

  /** Only reading follows redirects; from the first hop to another origin on, without any authorization. */
  async function follow(request: HttpRequest, scopes: readonly string[]): Promise<HttpResponse> {
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    let at = request;
    let isAway = false;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
      isAway ||= at.url.origin !== home.origin;
      const response = isAway ? await sender.send(at) : await signedIn(at, scopes);
      const location = response.header('location');
      if (!isReading || !REDIRECTS.has(response.status) || location === undefined) return response;
      at = { ...at, url: redirectTarget(at.url, location) };
    }
    throw tooManyRedirects(request.url);
  }

  async function signedIn(request: HttpRequest, scopes: readonly string[]): Promise<HttpResponse> {
    const authorization = await authorizationFor(scopes);
    const response = await sender.send(withAuthorization(request, authorization));
    if (response.status !== 401) return response;

    const bearer = response
      .headerValues('www-authenticate')
      .flatMap(parseChallenges)
      .find(({ scheme }) => scheme === 'bearer');
    if (bearer === undefined) return response;
    if (authorization?.startsWith('Bearer ')) tokens?.forget(authorization.slice(7));
    tokens ??= tokensFrom(bearer.parameters);
    const renewed = await authorizationFor(scopes);
    const isReplayable = request.body === undefined || request.body instanceof Uint8Array;
    if (!isReplayable || renewed === authorization) return response;
    return sender.send(withAuthorization(request, renewed));
  }

  async function authorizationFor(scopes: readonly string[]): Promise<string | undefined> {
    return tokens === undefined ? basic : `Bearer ${await tokens.find(scopes)}`;
  }

  function tokensFrom(challenge: ReadonlyMap<string, string>): TokenSource {
    const sent = basic === undefined ? 'none' : 'sent';
    const url = parseRealm(challenge.get('realm') ?? '', home, sent, signInHosts);
    const service = challenge.get('service');
    const onToken = settings.onToken ?? (() => {});
    return createTokenSource(sender, clock, {
      url,
      service,
      authorization: basic,
      identity,
      onToken,
    });
  }
}

function identityOf({ credentials, credentialsId }: SignInSettings): string {
  if (credentials === undefined) return 'without credentials';
  if (credentialsId === undefined) return 'with what `docker login` left';
  return `with the Jenkins credential "${credentialsId}"`;
}

function redirectTarget(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href)) throw oddRedirect(from, location);
  const url = new URL(location, from.href);
  if (url.protocol === 'https:') return url;
  if (url.protocol !== 'http:') throw oddRedirect(from, location);
  if (from.protocol === 'https:') throw downgrade(from, url);
  return url;
}

function basicHeader({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

function withAuthorization(request: HttpRequest, authorization: string | undefined): HttpRequest {
  if (authorization === undefined) return request;
  return { ...request, headers: { ...request.headers, authorization } };
}
