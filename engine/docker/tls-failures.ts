import { Failure } from '../failures.ts';
import { errorCode, wordsOf } from '../http/failures.ts';
import { nameOf } from './failures.ts';
import type { EngineName } from './line.ts';

/** The sentence for what TLS said no to, or undefined. */
export function tlsFailure(engine: EngineName, cause: unknown): Failure | undefined {
  const code = errorCode(cause);
  if (/^ERR_SSL_.*ALERT/.test(code)) return certificateRefused(engine, code, cause);
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return noTls(engine, code, cause);
  const remedy = untrustedRemedy(engine, code);
  if (remedy === undefined) return undefined;
  return new Failure(
    'ENGINE_UNTRUSTED',
    'unavailable',
    `The certificate of the Docker engine ${nameOf(engine)} is not trusted: ${wordsOf(cause)} (${code}).`,
    remedy,
    { cause },
  );
}

function untrustedRemedy({ address }: EngineName, code: string): string | undefined {
  if (code === 'CERT_HAS_EXPIRED')
    return 'Renew the certificate that the engine presents (its `--tlscert`).';
  if (code === 'CERT_NOT_YET_VALID') return 'Check the clocks of this agent and of the host.';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `Write one of those names as the host's address, or have a certificate issued for the one in ${address}.`;
  }
  if (/^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|INVALID_CA)/.test(code)) {
    return 'The ca.pem of the credential has to be the authority that issued the certificate of this engine. If it is, somebody else answers at this address.';
  }
  return undefined;
}

const certificateRefused = (engine: EngineName, code: string, cause: unknown) =>
  new Failure(
    'ENGINE_DENIED',
    'denied',
    `The Docker engine ${nameOf(engine)} refused our client certificate (${code}).`,
    "Check that cert.pem of the credential has not expired and was issued for clients by the authority in the engine's `--tlscacert`.",
    { cause },
  );

const noTls = (engine: EngineName, code: string, cause: unknown) =>
  new Failure(
    'ENGINE_UNREACHABLE',
    'unavailable',
    `The Docker engine ${nameOf(engine)} did not answer in TLS (${code}).`,
    'Check the port: an engine with TLS usually listens at 2376. One without it is reached by ssh://.',
    { cause },
  );
