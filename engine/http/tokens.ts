import { oneLine } from '../failures.ts';
import { isJsonObject, parseJson } from '../oci/json.ts';
import type { Clock, HttpResponse, HttpSender } from './request.ts';
import { signInFailed, tokenDenied, tokenUnusable } from './sign-in-failures.ts';

export interface TokenSource {
  /** A token for exactly these scopes; asked for once, however many wait for it. */
  find(scopes: readonly string[]): Promise<string>;
  /** Forgets a token that the registry no longer takes. */
  forget(token: string): void;
}

interface Token {
  readonly value: string;
  readonly expiresAt: number;
}

/** Where tokens come from, and for whom. */
export interface TokenRealm {
  readonly url: URL;
  readonly service: string | undefined;
  /** The Basic header for the realm; undefined asks anonymously. */
  readonly authorization: string | undefined;
  /** `with the Jenkins credential "nexus-dev"`. */
  readonly identity: string;
  readonly onToken: (token: string) => void;
}

/** What a token service that names no life time has to keep, by the token specification. */
const DEFAULT_LIFE_S = 60;
/** Renewed this long before it ends, since a streamed upload cannot be sent again. */
const MARGIN_S = 10;

/**
 * Asks a realm for bearer tokens.
 * @see https://distribution.github.io/distribution/spec/auth/token/
 */
export function createTokenSource(
  sender: HttpSender,
  clock: Clock,
  realm: TokenRealm,
): TokenSource {
  const tokens = new Map<string, Promise<Token>>();
  const forgotten = new Set<string>();

  return {
    async find(scopes) {
      const key = [...scopes].sort().join(' ');
      const known = tokens.get(key);
      const token = await known;
      if (token !== undefined && !isOver(token)) return token.value;
      const renewed = tokens.get(key);
      const isAsked = renewed !== undefined && renewed !== known;
      return (await (isAsked ? renewed : ask(key, scopes))).value;
    },
    forget: (value) => void forgotten.add(value),
  };

  function isOver({ value, expiresAt }: Token): boolean {
    return forgotten.has(value) || expiresAt <= clock.now().getTime();
  }

  function ask(key: string, scopes: readonly string[]): Promise<Token> {
    const asked = fetchToken(scopes);
    tokens.set(key, asked);
    // A realm that was down may be up again.
    asked.catch(() => tokens.delete(key));
    return asked;
  }

  async function fetchToken(scopes: readonly string[]): Promise<Token> {
    const url = new URL(realm.url);
    if (realm.service !== undefined) url.searchParams.set('service', realm.service);
    for (const scope of scopes) url.searchParams.append('scope', scope);
    const response = await sender.send({
      method: 'GET',
      url,
      headers: {
        accept: 'application/json',
        ...(realm.authorization !== undefined && { authorization: realm.authorization }),
      },
      isUrgent: true,
    });
    return readToken(response, scopes);
  }

  function readToken({ status, body }: HttpResponse, scopes: readonly string[]): Token {
    const json = body === undefined ? undefined : parseJson(body);
    if (status === 401) throw signInFailed(realm, wordsOf(json));
    if (status === 403) throw tokenDenied(realm, scopes, wordsOf(json));
    if (status !== 200) throw tokenUnusable(realm.url, `HTTP ${status}`);
    if (!isJsonObject(json)) throw tokenUnusable(realm.url, 'it is not a JSON object');
    const value = json['token'] ?? json['access_token'];
    if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
      throw tokenUnusable(realm.url, 'it has neither `token` nor `access_token`');
    }
    realm.onToken(value);
    const named = json['expires_in'];
    const lifeS = typeof named === 'number' && named > 0 ? named : DEFAULT_LIFE_S;
    const usableS = Math.max(lifeS - MARGIN_S, lifeS / 2);
    return { value, expiresAt: clock.now().getTime() + usableS * 1000 };
  }
}

function wordsOf(json: unknown): string {
  if (!isJsonObject(json)) return '';
  const errors = json['errors'];
  const first: unknown = Array.isArray(errors) ? errors[0] : json;
  if (!isJsonObject(first)) return '';
  const words = first['message'] ?? first['details'] ?? first['error'];
  return typeof words === 'string' ? oneLine(words, 200) : '';
}
