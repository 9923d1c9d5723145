import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../engine/failures.ts';
import { readPublicKey } from '../../engine/signing/public-key.ts';
import { describeWith } from '../support/parts.ts';
import { keyPair } from './keys.ts';
import { cosign, openssl, temporaryFolder } from './programs.ts';

const genpkey = (...args: string[]) => openssl(['genpkey', '-algorithm', ...args]);
const curve = (name: string) => genpkey('EC', '-pkeyopt', `ec_paramgen_curve:${name}`);
const rsa = (bits: number) => genpkey('RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`);
const publicHalf = (pem: string) => openssl(['pkey', '-pubout'], pem);
const reading = (pem: string) => () => readPublicKey(pem, 'Key qa-2025');

describeWith(['openssl'], 'a public key that openssl made', () => {
  it.each([
    ['ecdsa-p256', () => publicHalf(curve('P-256'))],
    ['ed25519', () => publicHalf(genpkey('ed25519'))],
    ['rsa', () => publicHalf(rsa(2048))],
    ['rsa', () => openssl(['rsa', '-RSAPublicKey_out'], rsa(3072))],
  ])('is read as %s', (algorithm, make) => {
    expect(readPublicKey(make(), 'test').algorithm).toBe(algorithm);
  });

  it('is read with text before it and line breaks of Windows', () => {
    const pem = `Our key:\r\n\r\n${publicHalf(genpkey('ed25519')).replaceAll('\n', '\r\n')}`;

    expect(readPublicKey(pem, 'test').algorithm).toBe('ed25519');
  });

  it.each([
    [
      'another curve',
      () => publicHalf(curve('P-384')),
      'it is an ECDSA key on secp384r1, not P-256',
    ],
    [
      'the curve of coins',
      () => publicHalf(curve('secp256k1')),
      'it is an ECDSA key on secp256k1, not P-256',
    ],
    ['few bits', () => publicHalf(rsa(1024)), 'it is an RSA key of 1024 bits, not of 2048 or more'],
    ['a key to agree on keys', () => publicHalf(genpkey('X25519')), 'it is a key of type x25519'],
    ['RSA for PSS alone', () => publicHalf(genpkey('RSA-PSS')), 'it is a key of type rsa-pss'],
    ['nothing', () => '', 'it is not PEM'],
    ['words', () => 'ssh-ed25519 AAAA', 'it is not PEM'],
    ['two keys', () => publicHalf(curve('P-256')).repeat(2), 'it holds more than one PEM block'],
    [
      'another block',
      () => openssl(['ecparam', '-name', 'prime256v1']),
      'it holds a PEM block of another kind, EC PARAMETERS',
    ],
    [
      'damage',
      () => publicHalf(curve('P-256')).replace('MFkw', 'MFkx'),
      'what stands in the PEM block is no public key',
    ],
  ])('is refused where it is %s', (_, make, why) => {
    expect(reading(make())).toThrow(`Key qa-2025 cannot be used as a public key: ${why}.`);
  });

  it.each([
    ['PKCS#8', () => curve('P-256')],
    ['SEC1', () => openssl(['ecparam', '-name', 'prime256v1', '-genkey'])],
    ['encrypted', () => openssl(['pkcs8', '-topk8', '-passout', 'pass:x'], curve('P-256'))],
  ])('is refused in words of its own where it is a private key (%s)', (_, make) => {
    expect(reading(make())).toThrow('Key qa-2025 is a private key, where its public half belongs.');
  });
});

describeWith(['openssl', 'cosign'], 'a public key that cosign made', () => {
  it('is read, with the digest of its DER as fingerprint', async () => {
    const folder = temporaryFolder();
    await cosign(folder, ['generate-key-pair']);
    const { stdout: pem } = await cosign(folder, ['public-key', '--key', 'cosign.key']);

    const key = readPublicKey(pem, 'test');

    expect(key.algorithm).toBe('ecdsa-p256');
    expect(key.fingerprint).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });
});

describe('a text that somebody calls a public key', () => {
  it('is a key or a Failure, whatever it is', () => {
    const { publicPem } = keyPair();

    fc.assert(
      fc.property(fc.nat(publicPem.length - 1), fc.string({ maxLength: 4 }), (at, put) => {
        const changed = `${publicPem.slice(0, at)}${put}${publicPem.slice(at + 1)}`;

        expect(outcome(changed)).toMatch(/^(key|PUBLIC_KEY_INVALID configuration)$/);
      }),
      { numRuns: 500 },
    );
  });
});

function outcome(pem: string): string {
  try {
    readPublicKey(pem, 'test');
    return 'key';
  } catch (error) {
    return error instanceof Failure ? `${error.code} ${error.kind}` : String(error);
  }
}
