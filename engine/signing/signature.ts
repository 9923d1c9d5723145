import { sign as signBytes, verify } from 'node:crypto';
import { decodeBase64 } from './base64.ts';
import type { PublicKey } from './public-key.ts';
import type { SigningKey } from './signing-key.ts';

/** Of RSA with 16384 bits. */
const LIMIT_BYTES = 2_048;

/** ECDSA in DER or RSA PKCS#1 v1.5, over SHA-256; Ed25519 over the bytes themselves. */
export function sign({ key, publicKey }: SigningKey, bytes: Uint8Array): Buffer {
  return signBytes(hashOf(publicKey), bytes, key);
}

/** True where the holder of the key signed exactly these bytes, as {@link sign} does. */
export function verifies(key: PublicKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify(hashOf(key), bytes, key.key, signature);
  } catch {
    return false;
  }
}

/** A signature in base64; undefined where it is none. */
export function decodeSignature(text: unknown): Buffer | undefined {
  const signature = decodeBase64(text, LIMIT_BYTES);
  return signature?.length === 0 ? undefined : signature;
}

function hashOf({ algorithm }: PublicKey): 'sha256' | null {
  return algorithm === 'ed25519' ? null : 'sha256';
}
