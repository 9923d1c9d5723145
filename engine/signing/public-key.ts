import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { Failure, oneLine } from '../failures.ts';
import { readPemBlocks } from './pem.ts';

const LEAST_RSA_BITS = 2_048;
const MOST_RSA_BITS = 16_384;

/** A key of one of the three kinds that cosign makes by default or imports. */
export interface PublicKey {
  readonly algorithm: 'ecdsa-p256' | 'ed25519' | 'rsa';
  readonly key: KeyObject;
  /** Base64 of the SHA-256 of its SPKI DER: what cosign writes as a bundle's `hint`. */
  readonly fingerprint: string;
}

/**
 * Reads a PEM public key: ECDSA on P-256, Ed25519, or RSA of 2048 bits and more.
 * @param where it came from, for messages
 * @throws Failure PUBLIC_KEY_INVALID
 */
export function readPublicKey(pem: string, where: string): PublicKey {
  const [block, ...more] = readPemBlocks(pem);
  const labels = [block, ...more].map((one) => one?.label ?? '');
  if (labels.some((label) => label.includes('PRIVATE KEY'))) throw isPrivate(where);
  if (block === undefined) throw invalid(where, 'it is not PEM');
  if (more.length > 0) throw invalid(where, 'it holds more than one PEM block');
  if (block.label !== 'PUBLIC KEY' && block.label !== 'RSA PUBLIC KEY') {
    throw invalid(where, `it holds a PEM block of another kind, ${block.label}`);
  }
  const parsed = parse(block.text);
  if (parsed === undefined) throw invalid(where, 'what stands in the PEM block is no public key');
  const known = knownPublicKey(parsed);
  if (typeof known === 'string') throw invalid(where, known);
  return known;
}

/** @returns the key, or in words why it is of no kind that we use */
export function knownPublicKey(key: KeyObject): PublicKey | string {
  const algorithm = algorithmOf(key);
  if (typeof algorithm !== 'string') return algorithm.problem;
  const der = key.export({ type: 'spki', format: 'der' });
  return { algorithm, key, fingerprint: createHash('sha256').update(der).digest('base64') };
}

function algorithmOf({
  asymmetricKeyType,
  asymmetricKeyDetails,
}: KeyObject): PublicKey['algorithm'] | { readonly problem: string } {
  const { namedCurve, modulusLength: bits = 0 } = asymmetricKeyDetails ?? {};
  if (asymmetricKeyType === 'ed25519') return 'ed25519';
  if (asymmetricKeyType === 'ec') {
    if (namedCurve === 'prime256v1') return 'ecdsa-p256';
    return { problem: `it is an ECDSA key on ${namedCurve ?? 'a curve of its own'}, not P-256` };
  }
  if (asymmetricKeyType === 'rsa') {
    if (bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS) return 'rsa';
    return { problem: `it is an RSA key of ${bits} bits, not of ${LEAST_RSA_BITS} or more` };
  }
  return { problem: `it is a key of type ${asymmetricKeyType ?? 'unknown'}` };
}

function parse(text: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: text, format: 'pem' });
  } catch {
    return undefined;
  }
}

const invalid = (where: string, why: string) =>
  new Failure(
    'PUBLIC_KEY_INVALID',
    'configuration',
    `${oneLine(where)} cannot be used as a public key: ${why}.`,
    'Give an ECDSA key on P-256, an Ed25519 key, or an RSA key of 2048 bits or more, as PEM (-----BEGIN PUBLIC KEY-----): `cosign public-key --key …` and `openssl pkey -in … -pubout` print one.',
  );

const isPrivate = (where: string) =>
  new Failure(
    'PUBLIC_KEY_INVALID',
    'configuration',
    `${oneLine(where)} is a private key, where its public half belongs.`,
    'Take it out of there and make a new pair, since everybody who can read it can sign; then give the public half, as `openssl pkey -in … -pubout` prints it.',
  );
