import { isJsonObject } from '../oci/json.ts';
import { decodeBase64 } from './base64.ts';
import { decodeSignature } from './signature.ts';

const MOST_SIGNATURES = 20;
const PAYLOAD_LIMIT_BYTES = 8 * 1024 * 1024;
const LONGEST_TYPE = 255;

/** A payload of 8 MiB, as large SBOMs have, in base64, and room for what stands around it. */
export const ENVELOPE_LIMIT_BYTES = 16 * 1024 * 1024;

/** An envelope as it was read: its payload is nobody's word before it is verified. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Buffer;
  /** Without their `keyid`s, which decide nothing. */
  readonly signatures: readonly Buffer[];
}

/**
 * The bytes that a signature of an envelope covers.
 * @see https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md#signature-definition
 */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType);
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
    payload,
  ]);
}

/**
 * @returns the envelope, or in words why it is none
 * @see https://github.com/secure-systems-lab/dsse/blob/v1.0.2/envelope.md
 */
export function readEnvelope(json: unknown): Envelope | string {
  if (!isJsonObject(json)) return 'it is not a JSON object';
  const { payloadType, signatures } = json;
  if (typeof payloadType !== 'string' || payloadType === '') return 'it has no payloadType';
  if (payloadType.length > LONGEST_TYPE) return 'its payloadType is too long';
  const payload = decodeBase64(json['payload'], PAYLOAD_LIMIT_BYTES);
  if (payload === undefined) return 'its payload is not base64 of at most 8 MiB';
  if (!Array.isArray(signatures) || signatures.length === 0) return 'it has no signatures';
  if (signatures.length > MOST_SIGNATURES) {
    return `it has ${signatures.length} signatures; we read ${MOST_SIGNATURES} at most`;
  }
  const read = signatures
    .map((entry) => (isJsonObject(entry) ? decodeSignature(entry['sig']) : undefined))
    .filter((signature) => signature !== undefined);
  if (read.length < signatures.length) return 'a signature in it is not base64';
  return { payloadType, payload, signatures: read };
}
