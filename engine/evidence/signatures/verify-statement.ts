import type { Digest } from '../../oci/digest.ts';
import { isJsonObject, parseJson } from '../../oci/json.ts';
import type { Envelope } from '../../signing/dsse.ts';
import type { TrustedKey } from '../../signing/trusted-key.ts';
import { verifyEnvelope } from '../../signing/verify-envelope.ts';
import { recordedLine } from '../fields.ts';
import {
  readStatement,
  STATEMENT_MEDIA_TYPE,
  STATEMENT_TYPE,
  type Statement,
} from '../statement.ts';

/** A statement, and the trusted keys whose word it is. */
export interface VerifiedStatement {
  readonly signers: readonly string[];
  readonly statement: Statement;
}

/** @returns the statement about `digest` that trusted keys signed, or in words why there is none */
export function verifyStatement(
  envelope: Envelope,
  digest: Digest,
  keys: readonly TrustedKey[],
  at: Date,
): VerifiedStatement | string {
  const verified = verifyEnvelope(envelope, keys, at);
  if ('problem' in verified) return verified.problem;
  const { signers, payloadType, payload } = verified;
  if (payloadType !== STATEMENT_MEDIA_TYPE) {
    return `it is of type ${recordedLine(payloadType)}, not ${STATEMENT_MEDIA_TYPE}`;
  }
  const statement = readStatement(inVersion1(parseJson(payload)), digest);
  return typeof statement === 'string' ? statement : { signers, statement };
}

/** `cosign attest` writes version 0.1, which differs in its name alone; `cosign sign` leaves the predicate out. */
function inVersion1(json: unknown): unknown {
  if (!isJsonObject(json)) return json;
  const { _type, predicate = {} } = json;
  const isOlder = _type === 'https://in-toto.io/Statement/v0.1';
  return { ...json, _type: isOlder ? STATEMENT_TYPE : _type, predicate };
}
