import { describeError, Failure, oneLine } from '../failures.ts';

export const caUnreadable = (file: string, cause: unknown) =>
  new Failure(
    'CA_UNREADABLE',
    'configuration',
    `The certificate authorities in ${file} cannot be used: ${describeError(cause)}.`,
    'Correct `ca` of the registry in promotion.yaml: it names a PEM file, relative to the workspace (or NODE_EXTRA_CA_CERTS on the agent, if that names the file).',
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
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return new Failure(
      'NO_TLS',
      'unavailable',
      `${url.host} did not answer in TLS (${wordsOf(cause)}).`,
      `If this address really speaks plain HTTP, write http://${url.host} in promotion.yaml.`,
      { cause },
    );
  }
  if (cause instanceof Error && cause.name === 'HTTPParserError') {
    return new Failure(
      'NO_HTTP',
      'unavailable',
      `${url.host} did not answer in HTTP (${wordsOf(cause)}).`,
      'Check host and port in promotion.yaml; where the port speaks TLS, the address begins with https://.',
      { cause },
    );
  }
  const silence = SILENCES[code];
  if (silence !== undefined) {
    return new Failure(
      'SILENT',
      'unavailable',
      `${url.host} ${silence} (${code}).`,
      'Look at the load and the log of the registry, and of a proxy before it, at this time; then run this again.',
      { cause },
    );
  }
  const proxyStatus = PROXY_REFUSAL.exec(wordsOf(cause))?.[1];
  if (proxyStatus !== undefined) {
    return new Failure(
      'PROXY_REFUSED',
      'unavailable',
      `The proxy of this agent does not connect us to ${url.host} (HTTP ${proxyStatus}).`,
      `Have it allow ${url.host}, or add ${url.hostname} to NO_PROXY on the agent${proxyStatus === '407' ? '; HTTPS_PROXY may hold its user and password' : ''}.`,
      { cause },
    );
  }
  return new Failure(
    'UNREACHABLE',
    'unavailable',
    `${url.host} did not answer: ${wordsOf(cause)}${code === '' ? '' : ` (${code})`}.`,
    'Check that the registry is up, that host and port in promotion.yaml are right, and that this agent may reach them (firewall, proxy).',
    { cause },
  );
}

const SILENCES: Readonly<Record<string, string>> = {
  UND_ERR_HEADERS_TIMEOUT: 'took the connection and did not answer',
  UND_ERR_BODY_TIMEOUT: 'began an answer and fell silent',
};

/** undici's words for a CONNECT that was not answered 200. */
const PROXY_REFUSAL = /^Proxy response \((\d{3})\)/;

/** The other side may have chosen them, as the names in a certificate. */
export function wordsOf(error: unknown): string {
  return oneLine(describeError(error)).replace(/\.$/, '');
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

function untrustedCertificate(url: URL, code: string, cause: unknown): Failure {
  const because = `The certificate of ${url.host} is not trusted: ${wordsOf(cause)} (${code}).`;
  return new Failure(
    'UNTRUSTED_CERTIFICATE',
    'unavailable',
    because,
    certificateRemedy(url, code),
    {
      cause,
    },
  );
}

function certificateRemedy({ host, hostname }: URL, code: string): string {
  if (code === 'CERT_HAS_EXPIRED') {
    return `Renew the certificate of ${host}, on the registry or on the proxy before it.`;
  }
  if (code === 'CERT_NOT_YET_VALID') return 'Check the clock of this agent.';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') {
    return `It is for other names: write one of them as \`url\` in promotion.yaml, or have one issued for ${hostname}.`;
  }
  return 'Name the PEM file of your certificate authority as `ca` of this registry in promotion.yaml, or set NODE_EXTRA_CA_CERTS on the agent.';
}

export const proxyInvalid = (variable: string) =>
  new Failure(
    'PROXY_INVALID',
    'configuration',
    `The environment variable ${variable} is no address of a proxy.`,
    'Write it as http://proxy.example.com:3128.',
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

export const oddRedirect = (from: URL, location: string) =>
  new Failure(
    'ODD_REDIRECT',
    'unavailable',
    `${from.host} redirected to ${JSON.stringify(oneLine(withoutQuery(location), 200))}, which is no web address.`,
    'Check the public address that the registry, or the proxy before it, is configured with.',
  );

/** Query strings of redirects may carry credentials. */
function withoutQuery(address: string): string {
  return address.replace(/\?.*$/s, '?…');
}

export const retryTooLate = (url: URL, status: number, seconds: number) =>
  new Failure(
    'TOO_BUSY',
    'unavailable',
    `${url.host} asked us to wait ${seconds} s (HTTP ${status}), longer than we do.`,
    'Run this again later; a promotion that was cut short goes on where it stopped.',
  );
