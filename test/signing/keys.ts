import { generateKeyPairSync } from 'node:crypto';
import { type PublicKey, readPublicKey } from '../../engine/signing/public-key.ts';
import { readSigningKey, type SigningKey } from '../../engine/signing/signing-key.ts';

export interface KeyPair {
  readonly signing: SigningKey;
  readonly public: PublicKey;
  readonly privatePem: string;
  readonly publicPem: string;
}

/** A fresh key pair, as Node makes it. */
export function keyPair(kind: 'ecdsa' | 'ed25519' | 'rsa' = 'ecdsa'): KeyPair {
  const { privateKey, publicKey } = generate(kind);
  const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return {
    signing: readSigningKey(privatePem),
    public: readPublicKey(publicPem, 'test'),
    privatePem,
    publicPem,
  };
}

function generate(kind: 'ecdsa' | 'ed25519' | 'rsa') {
  if (kind === 'ed25519') return generateKeyPairSync('ed25519');
  if (kind === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048 });
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}
