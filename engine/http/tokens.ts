import { isJsonObject, parseJson } from '../oci/json.ts';
import { signInFailed, tokenUnusable } from './failures.ts';
import type { Clock, HttpSender } from './request.ts';

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

/** What a token service that names no life time has to keep, by the token specification. */
const DEFAULT_LIFE_S = 60;
/** Renewed this long before it ends, since a streamed upload cannot be sent again. */
const MARGIN_S = 10;

/**
 * Asks a realm for bearer tokens.
 * @see https://distribution.github.io/distribution/spec/auth/token/
 * @param authorization the Basic header for the realm; undefined asks anonymously
 */
export function createTokenSource(
  sender: HttpSender,
  clock: Clock,
  realm: URL,
  service: string | undefined,
  authorization: string | undefined,
): TokenSource {
  const tokens = new Map<string, Promise<Token>>();

  return {
    async find(scopes) {
      const key = [...scopes].sort().join(' ');
      const known = tokens.get(key);
      if (known !== undefined && !isOver(await known)) return (await known).value;
      const renewed = tokens.get(key);
      if (renewed !== undefined && renewed !== known) return (await renewed).value;
      const asked = fetchToken(scopes);
      tokens.set(key, asked);
      return (await asked).value;
    },
    forget(value) {
      for (const [key, token] of tokens) {
        token.then(
          (known) => {
            if (known.value === value) tokens.delete(key);
          },
          () => {},
        );
      }
    },
  };

  function isOver({ expiresAt }: Token): boolean {
    return expiresAt <= clock.now().getTime();
  }

  async function fetchToken(scopes: readonly string[]): Promise<Token> {
    const url = new URL(realm);
    if (service !== undefined) url.searchParams.set('service', service);
    for (const scope of scopes) url.searchParams.append('scope', scope);
    const response = await sender.send({
      method: 'GET',
      url,
      headers: {
        accept: 'application/json',
        ...(authorization !== undefined && { authorization }),
      },
    });
    const json = response.body === undefined ? undefined : parseJson(response.body);
    if (response.status !== 200) throw signInFailed(realm, response.status, wordsOf(json));
    if (!isJsonObject(json)) throw tokenUnusable(realm, 'it is not a JSON object');
    const value = json['token'] ?? json['access_token'];
    if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
      throw tokenUnusable(realm, 'it has neither `token` nor `access_token`');
    }
    const lifeS = typeof json['expires_in'] === 'number' ? json['expires_in'] : DEFAULT_LIFE_S;
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
  return typeof words === 'string' ? words.slice(0, 200) : '';
}
