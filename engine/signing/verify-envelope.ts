import { type Envelope, preAuthenticationEncoding } from './dsse.ts';
import { findSigners, type TrustedKey } from './trusted-key.ts';

/** What trusted keys signed, and which; or in words why nothing of it counts. */
export type VerifiedEnvelope =
  | {
      readonly signers: readonly [string, ...string[]];
      readonly payloadType: string;
      readonly payload: Buffer;
    }
  | { readonly signers: readonly []; readonly problem: string };

/** @param at when a key must have been valid */
export function verifyEnvelope(
  { payloadType, payload, signatures }: Envelope,
  keys: readonly TrustedKey[],
  at: Date,
): VerifiedEnvelope {
  const signed = preAuthenticationEncoding(payloadType, payload);
  const found = findSigners(signed, signatures, keys, at);
  if ('problem' in found) return { signers: [], problem: found.problem };
  return { signers: found.names, payloadType, payload };
}
