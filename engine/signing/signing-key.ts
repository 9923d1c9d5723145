import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { Failure } from '../failures.ts';
import { openCosignKey } from './cosign-key.ts';
import { type PemBlock, readPemBlocks } from './pem.ts';
import { knownPublicKey, type PublicKey } from './public-key.ts';

/** A private key, and the public half that others check its signatures with. */
export interface SigningKey {
  readonly key: KeyObject;
  readonly publicKey: PublicKey;
}

const PLAIN: readonly string[] = ['PRIVATE KEY', 'EC PRIVATE KEY', 'RSA PRIVATE KEY'];
const ENCRYPTED = 'ENCRYPTED PRIVATE KEY';
const COSIGN: readonly string[] = [
  'ENCRYPTED SIGSTORE PRIVATE KEY',
  'ENCRYPTED COSIGN PRIVATE KEY',
];

/**
 * Reads a private key in PEM: PKCS#8, SEC1 or PKCS#1, with a password or without, or cosign's own form. No
 * message of it holds anything of the key.
 * @throws Failure SIGNING_KEY_INVALID, SIGNING_KEY_PASSWORD
 */
export function readSigningKey(text: string, password?: string): SigningKey {
  // Before its key, `openssl ecparam -genkey` prints the curve in a block of its own.
  const blocks = readPemBlocks(text).filter(({ label }) => label !== 'EC PARAMETERS');
  const [block, ...more] = blocks;
  if (block === undefined) throw invalid('it is not PEM');
  if (more.length > 0) throw invalid('it holds more than one PEM block');
  const key = openKey(block, password);
  const publicKey = knownPublicKey(createPublicKey(key));
  if (typeof publicKey === 'string') throw invalid(publicKey);
  return { key, publicKey };
}

function openKey(block: PemBlock, password: string | undefined): KeyObject {
  const isCosigns = COSIGN.includes(block.label);
  const isEncrypted = isCosigns || block.label === ENCRYPTED || block.text.includes(',ENCRYPTED');
  if (isEncrypted && password === undefined) throw passwordMissing();
  if (isCosigns) return openCosigns(block, password ?? '');
  if (block.label !== ENCRYPTED && !PLAIN.includes(block.label)) {
    throw invalid(`it holds a PEM block of another kind, ${block.label}`);
  }
  const passphrase = isEncrypted ? { passphrase: password ?? '' } : {};
  const key = parse({ key: block.text, format: 'pem', ...passphrase });
  if (key !== undefined) return key;
  throw isEncrypted ? passwordWrong() : invalid('what stands in the PEM block is no private key');
}

function openCosigns({ body }: PemBlock, password: string): KeyObject {
  const opened = openCosignKey(Buffer.from(body, 'base64'), password);
  if (opened === 'wrong password') throw passwordWrong();
  if (typeof opened === 'string') throw invalid(opened);
  const key = parse({ key: Buffer.from(opened), format: 'der', type: 'pkcs8' });
  if (key === undefined) throw invalid('what cosign encrypted is no PKCS#8 key');
  return key;
}

/** What OpenSSL says of a key that it cannot read is left out: it helps nobody. */
function parse(input: Parameters<typeof createPrivateKey>[0]): KeyObject | undefined {
  try {
    return createPrivateKey(input);
  } catch {
    return undefined;
  }
}

const invalid = (why: string) =>
  new Failure(
    'SIGNING_KEY_INVALID',
    'configuration',
    `The signing key cannot be used: ${why}.`,
    'Give a private key that `cosign generate-key-pair` made, or one in PEM: ECDSA on P-256, Ed25519, or RSA of 2048 bits or more.',
  );

const passwordMissing = () =>
  new Failure(
    'SIGNING_KEY_PASSWORD',
    'configuration',
    'The signing key is encrypted, and no password came with it.',
    'Give its password as a Jenkins credential beside the key; the one that cosign asked for when it made the key.',
  );

const passwordWrong = () =>
  new Failure(
    'SIGNING_KEY_PASSWORD',
    'configuration',
    'The password does not open the signing key: it belongs to another key, or the key was damaged.',
    'Check the two Jenkins credentials, key and password; a password must not end in a line break that is no part of it.',
  );
