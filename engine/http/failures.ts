import { describeError, Failure } from '../failures.ts';

export const caUnreadable = (file: string, cause: unknown) =>
  new Failure(
    'CA_UNREADABLE',
    'configuration',
    `The certificate authorities in ${file} cannot be used: ${describeError(cause)}.`,
    'Correct `ca` of the registry in promotion.yaml: it names a PEM file, relative to the workspace.',
    { cause },
  );

const TLS_CODES =
  /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA)/;

/** The sentence for a request that got no answer. */
export function noAnswer(url: URL, cause: unknown): Failure {
  const code = errorCode(cause);
  if (TLS_CODES.test(code)) return untrustedCertificate(url, code, cause);
  if (code === 'ENOTFOUND') {
    return new Failure(
      'HOST_UNKNOWN',
      'unavailable',
      `The host ${url.hostname} is not known here (${code}).`,
      'Check the spelling of `url` in promotion.yaml, and that the agent can look the name up (DNS, VPN, proxy).',
      { cause },
    );
  }
  if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER') {
    return new Failure(
      'NO_TLS',
      'unavailable',
      `${url.host} did not answer in TLS (${describeError(cause).split('\n', 1)[0]}).`,
      `If this address really speaks plain HTTP, write http://${url.host} in promotion.yaml.`,
      { cause },
    );
  }
  return new Failure(
    'UNREACHABLE',
    'unavailable',
    `${url.host} did not answer: ${describeError(cause)}${code === '' ? '' : ` (${code})`}.`,
    'Check that the registry is up, that host and port in promotion.yaml are right, and that this agent may reach them (firewall, proxy).',
    { cause },
  );
}

/** `code` of the error or of what caused it. */
export function errorCode(error: unknown): string {
  for (let at = error; at instanceof Error; at = innerError(at)) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return '';
}

function innerError(error: Error): unknown {
  return error instanceof AggregateError ? error.errors[0] : error.cause;
}

const untrustedCertificate = (url: URL, code: string, cause: unknown) =>
  new Failure(
    'UNTRUSTED_CERTIFICATE',
    'unavailable',
    `The certificate of ${url.host} is not trusted: ${describeError(cause)} (${code}).`,
    'Name the PEM file of your certificate authority as `ca` of this registry in promotion.yaml, or set NODE_EXTRA_CA_CERTS on the agent.',
    { cause },
  );

export const downgrade = (from: URL, to: URL) =>
  new Failure(
    'INSECURE_REDIRECT',
    'unavailable',
    `${from.host} redirected from https to plain http (${to.host}).`,
    'Correct the public address of the registry or of the proxy before it; we follow no such redirect.',
  );

export const tooManyRedirects = (from: URL) =>
  new Failure(
    'REDIRECT_LOOP',
    'unavailable',
    `${from.host} redirected more than five times for one request.`,
    'Check the public address that the registry, or the proxy before it, is configured with.',
  );

export const realmRefused = (registry: URL, realm: string, why: string) =>
  new Failure(
    'REALM_REFUSED',
    'denied',
    `${registry.host} asks to sign in at ${JSON.stringify(realm.slice(0, 200))}, and ${why}.`,
    'If that host is yours, list it under `signInHosts` of this registry in promotion.yaml; if the address is odd, correct the public address that the registry (or the proxy before it) is configured with.',
  );

export const signInFailed = (realm: URL, status: number, words: string) =>
  new Failure(
    'SIGN_IN_FAILED',
    'denied',
    `${realm.host} did not accept the credentials (HTTP ${status}${words === '' ? '' : `: ${words}`}).`,
    'Check user and password of the Jenkins credential of this registry. We do not try again, so that no account is locked.',
  );

export const signInLocked = (url: URL, seconds: string | undefined) =>
  new Failure(
    'SIGN_IN_LOCKED',
    'denied',
    `${url.host} has locked sign-ins after too many failed ones (HTTP 429${seconds === undefined ? '' : `, Retry-After ${seconds}`}).`,
    'Correct the Jenkins credential first, then wait a quarter of an hour without any attempt before you run this again.',
  );

export const tokenUnusable = (realm: URL, why: string) =>
  new Failure(
    'TOKEN_UNUSABLE',
    'unavailable',
    `${realm.host} answered the sign-in with something that is no token: ${why}.`,
    'Check the sign-in realm of the registry; in Nexus, the Docker Bearer Token Realm under Security → Realms.',
  );

export const retryTooLate = (url: URL, status: number, seconds: number) =>
  new Failure(
    'TOO_BUSY',
    'unavailable',
    `${url.host} asked us to wait ${seconds} s (HTTP ${status}), longer than we do.`,
    'Run this again later; a promotion that was cut short goes on where it stopped.',
  );
