import { scryptSync } from 'node:crypto';
import { secretbox } from '@noble/ciphers/salsa';
import { isJsonObject, type JsonObject, parseJson } from '../oci/json.ts';
import { decodeBase64 } from './base64.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 24;
const SALT_LIMIT_BYTES = 64;
const CIPHERTEXT_LIMIT_BYTES = 64 * 1024;
/** What cosign and its library write; a file that asks for more would take all memory. */
const KNOWN_COSTS: readonly unknown[] = [2 ** 15, 2 ** 16, 2 ** 17];
const BLOCK_SIZE = 8;
const MEMORY_LIMIT_BYTES = 256 * 1024 * 1024;

/**
 * Opens what stands in an `ENCRYPTED SIGSTORE PRIVATE KEY`: JSON around a NaCl secretbox whose key scrypt
 * makes of the password.
 * @returns the key in PKCS#8 DER, `wrong password`, or in words why the form is unknown
 * @see https://github.com/secure-systems-lab/go-securesystemslib/blob/v0.9.1/encrypted/encrypted.go
 */
export function openCosignKey(bytes: Uint8Array, password: string): Uint8Array | string {
  const json = parseJson(bytes);
  if (!isJsonObject(json)) return 'there is no JSON object in its PEM block';
  const [kdf, cipher] = [objectOf(json, 'kdf'), objectOf(json, 'cipher')];
  if (kdf['name'] !== 'scrypt') return 'its kdf is not scrypt';
  if (cipher['name'] !== 'nacl/secretbox') return 'its cipher is not nacl/secretbox';
  const { N, r, p } = objectOf(kdf, 'params');
  if (!KNOWN_COSTS.includes(N) || r !== BLOCK_SIZE || p !== 1) {
    return 'its scrypt parameters are none that cosign writes';
  }
  const salt = decodeBase64(kdf['salt'], SALT_LIMIT_BYTES);
  const nonce = decodeBase64(cipher['nonce'], NONCE_BYTES);
  const box = decodeBase64(json['ciphertext'], CIPHERTEXT_LIMIT_BYTES);
  if (salt === undefined || nonce?.length !== NONCE_BYTES || box === undefined) {
    return 'its salt, nonce or ciphertext is missing or damaged';
  }
  const cost = { N: Number(N), r: BLOCK_SIZE, p: 1, maxmem: MEMORY_LIMIT_BYTES };
  const key = scryptSync(password, salt, KEY_BYTES, cost);
  try {
    return secretbox(key, nonce).open(box);
  } catch {
    return 'wrong password';
  }
}

function objectOf(json: JsonObject, name: string): JsonObject {
  const value = json[name];
  return isJsonObject(value) ? value : {};
}
