import { Failure, oneLine } from '../failures.ts';

export const realmRefused = (registry: URL, realm: string, why: string) =>
  new Failure(
    'REALM_REFUSED',
    'denied',
    `${registry.host} asks to sign in at ${JSON.stringify(oneLine(realm, 200))}, and ${why}.`,
    'If that host is yours, list it under `signInHosts` of this registry in promotion.yaml; if the address is odd, correct the public address that the registry (or the proxy before it) is configured with.',
  );

interface Realm {
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly identity: string;
}

export const signInFailed = (realm: Realm, words: string) =>
  new Failure(
    'SIGN_IN_FAILED',
    'denied',
    `${realm.url.host} did not let us sign in ${realm.identity} (${answered(401, words)}).`,
    realm.authorization === undefined
      ? 'Name a Jenkins credential as `credentials` of this registry in promotion.yaml.'
      : 'Check user and password of that credential. We do not try again, so that no account is locked.',
  );

export const tokenDenied = (realm: Realm, scopes: readonly string[], words: string) =>
  new Failure(
    'TOKEN_DENIED',
    'denied',
    `${realm.url.host} gave us no token for ${scopes.join(' and ')} ${realm.identity} (${answered(403, words)}).`,
    realm.authorization === undefined
      ? 'Name a Jenkins credential as `credentials` of this registry in promotion.yaml.'
      : 'Give its user the right to read there, and to write where we promote to.',
  );

function answered(status: number, words: string): string {
  return `HTTP ${status}${words === '' ? '' : `, ${words}`}`;
}

export const signInLocked = (url: URL, seconds: string | undefined) =>
  new Failure(
    'SIGN_IN_LOCKED',
    'denied',
    `${url.host} has locked sign-ins after too many failed ones (HTTP 429${seconds === undefined ? '' : `, Retry-After ${oneLine(seconds, 40)}`}).`,
    'Correct the Jenkins credential first, then wait a quarter of an hour without any attempt before you run this again.',
  );

export const tokenUnusable = (realm: URL, why: string) =>
  new Failure(
    'TOKEN_UNUSABLE',
    'unavailable',
    `${realm.host} answered the sign-in with something that is no token: ${why}.`,
    'Check the sign-in realm of the registry; in Nexus, the Docker Bearer Token Realm under Security → Realms.',
  );
