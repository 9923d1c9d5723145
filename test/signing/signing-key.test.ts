import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../engine/failures.ts';
import { sign, verifies } from '../../engine/signing/signature.ts';
import { readSigningKey } from '../../engine/signing/signing-key.ts';
import { describeWith } from '../support/parts.ts';
import { keyPair } from './keys.ts';
import { cosign, openssl, temporaryFolder } from './programs.ts';

const BYTES = Buffer.from('what is signed');
const genpkey = (...args: string[]) => openssl(['genpkey', '-algorithm', ...args]);
const curve = (name: string) => genpkey('EC', '-pkeyopt', `ec_paramgen_curve:${name}`);
const ec = () => curve('P-256');
const rsa = () => genpkey('RSA', '-pkeyopt', 'rsa_keygen_bits:2048');
const encrypted = (pem: string) =>
  openssl(['pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-passout', 'pass:sesame'], pem);

describeWith(['openssl'], 'a signing key that openssl made', () => {
  it.each([
    ['PKCS#8 with ECDSA', ec, undefined],
    ['PKCS#8 with Ed25519', () => genpkey('ed25519'), undefined],
    ['PKCS#8 with RSA', rsa, undefined],
    [
      'SEC1 after its curve',
      () => openssl(['ecparam', '-name', 'prime256v1', '-genkey']),
      undefined,
    ],
    ['PKCS#1', () => openssl(['rsa', '-traditional'], rsa()), undefined],
    ['encrypted PKCS#8 with ECDSA', () => encrypted(ec()), 'sesame'],
    ['encrypted PKCS#8 with Ed25519', () => encrypted(genpkey('ed25519')), 'sesame'],
    ['encrypted PKCS#8 with RSA', () => encrypted(rsa()), 'sesame'],
    ['encrypted SEC1', () => openssl(['ec', '-aes256', '-passout', 'pass:sesame'], ec()), 'sesame'],
    ['PKCS#8 with a password that it does not need', ec, 'sesame'],
  ])('signs what openssl verifies: %s', (_, make, password) => {
    const key = readSigningKey(make(), password);

    const signature = sign(key, BYTES);

    const publicPem = key.publicKey.key.export({ type: 'spki', format: 'pem' }).toString();
    expect(verifiedByOpenssl(publicPem, key.publicKey.algorithm, signature)).toMatch(/Verified/);
    expect(verifies(key.publicKey, BYTES, signature)).toBe(true);
    expect(verifies(key.publicKey, Buffer.from('what is forged'), signature)).toBe(false);
  });

  it.each([
    ['no PEM', () => 'hunter2', 'it is not PEM'],
    [
      'a public key',
      () => openssl(['pkey', '-pubout'], ec()),
      'it holds a PEM block of another kind, PUBLIC KEY',
    ],
    ['two keys', () => ec() + ec(), 'it holds more than one PEM block'],
    [
      'a damaged key',
      () => ec().replace('MIGH', 'MIGX'),
      'what stands in the PEM block is no private key',
    ],
    ['another curve', () => curve('P-521'), 'it is an ECDSA key on secp521r1, not P-256'],
    [
      'few bits',
      () => genpkey('RSA', '-pkeyopt', 'rsa_keygen_bits:1024'),
      'it is an RSA key of 1024 bits, not of 2048 or more',
    ],
  ])('is refused where it is %s', (_, make, why) => {
    const reading = () => readSigningKey(make());

    expect(reading).toThrow(`The signing key cannot be used: ${why}.`);
    expect(reading).toThrow(expect.objectContaining({ code: 'SIGNING_KEY_INVALID' }));
  });

  it.each([
    ['PKCS#8', () => encrypted(ec())],
    ['SEC1', () => openssl(['ec', '-aes256', '-passout', 'pass:sesame'], ec())],
  ])('needs its password (%s)', (_, make) => {
    expect(() => readSigningKey(make())).toThrow(
      'The signing key is encrypted, and no password came with it.',
    );
    expect(() => readSigningKey(make(), 'open')).toThrow(
      'The password does not open the signing key: it belongs to another key, or the key was damaged.',
    );
  });
});

describeWith(['openssl', 'cosign'], 'a signing key that cosign made', () => {
  it.each(['sesame', ''])('opens with the password "%s", and with no other', async (password) => {
    const folder = temporaryFolder();
    await cosign(folder, ['generate-key-pair'], { COSIGN_PASSWORD: password });
    const file = readFileSync(join(folder, 'cosign.key'), 'utf8');

    const key = readSigningKey(file, password);

    expect(key.publicKey.algorithm).toBe('ecdsa-p256');
    expect(verifies(key.publicKey, BYTES, sign(key, BYTES))).toBe(true);
    expect(() => readSigningKey(file, 'open')).toThrow(/^The password does not open the signing/);
    expect(() => readSigningKey(file)).toThrow(/^The signing key is encrypted, and no password/);
  });

  it.each([
    ['ecdsa-p256', ec],
    ['ed25519', () => genpkey('ed25519')],
    ['rsa', rsa],
  ])('may be an imported one: %s', async (algorithm, make) => {
    const folder = temporaryFolder();
    const pem = make();
    writeFileSync(join(folder, 'own.pem'), pem);
    const env = { COSIGN_PASSWORD: 'sesame' };
    await cosign(folder, ['import-key-pair', '--key', 'own.pem', '-y'], env);
    const file = readFileSync(join(folder, 'import-cosign.key'), 'utf8');

    const { publicKey } = readSigningKey(file, 'sesame');

    expect(publicKey.algorithm).toBe(algorithm);
    expect(publicKey.fingerprint).toBe(readSigningKey(pem).publicKey.fingerprint);
  });
});

describe('the form of a cosign key', () => {
  const form = (changes: object) => {
    const known = {
      kdf: { name: 'scrypt', params: { N: 32768, r: 8, p: 1 }, salt: 'c2FsdA==' },
      cipher: { name: 'nacl/secretbox', nonce: Buffer.alloc(24).toString('base64') },
      ciphertext: Buffer.alloc(40).toString('base64'),
    };
    const body = Buffer.from(JSON.stringify({ ...known, ...changes })).toString('base64');
    const label = 'ENCRYPTED COSIGN PRIVATE KEY';
    return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
  };
  const scrypt = (params: object) => ({ kdf: { name: 'scrypt', params, salt: 'c2FsdA==' } });

  it.each([
    ['kdf', { kdf: { name: 'argon2' } }, 'its kdf is not scrypt'],
    ['cipher', { cipher: { name: 'aes' } }, 'its cipher is not nacl/secretbox'],
    [
      'cost',
      scrypt({ N: 2 ** 30, r: 8, p: 1 }),
      'its scrypt parameters are none that cosign writes',
    ],
    [
      'block',
      scrypt({ N: 32768, r: 2 ** 20, p: 1 }),
      'its scrypt parameters are none that cosign writes',
    ],
    [
      'lanes',
      scrypt({ N: 32768, r: 8, p: '1' }),
      'its scrypt parameters are none that cosign writes',
    ],
    [
      'nonce',
      { cipher: { name: 'nacl/secretbox', nonce: 'YQ==' } },
      'its salt, nonce or ciphertext is missing or damaged',
    ],
    ['ciphertext', { ciphertext: 7 }, 'its salt, nonce or ciphertext is missing or damaged'],
  ])('is refused with another %s', (_, changes, why) => {
    expect(() => readSigningKey(form(changes), 'x')).toThrow(
      `The signing key cannot be used: ${why}.`,
    );
  });

  it('is refused with a Failure, whatever stands in it', () => {
    const member = fc.oneof(fc.jsonValue(), fc.base64String());
    const hostile = fc.record({ kdf: member, cipher: member, ciphertext: member });

    fc.assert(
      fc.property(hostile, (changes) => {
        expect(outcome(form(changes), 'x')).toMatch(/^SIGNING_KEY_(INVALID|PASSWORD) config/);
      }),
    );
  });

  it('says nothing of what a box that no password opens may be', () => {
    expect(() => readSigningKey(form({}), 'x')).toThrow(/^The password does not open the signing/);
  });
});

describe('a text that somebody calls a signing key', () => {
  it('is a key or a Failure that tells none of it, whatever it is', () => {
    const { privatePem } = keyPair();
    const secret = privatePem.split('\n')[1]?.slice(40, 60) ?? '';

    fc.assert(
      fc.property(fc.nat(privatePem.length - 1), fc.string({ maxLength: 4 }), (at, put) => {
        const said = outcome(`${privatePem.slice(0, at)}${put}${privatePem.slice(at + 1)}`);

        expect(said).toMatch(/^(key|SIGNING_KEY_(INVALID|PASSWORD) configuration: )/);
        expect(said).not.toContain(secret);
      }),
      { numRuns: 500 },
    );
  });
});

function verifiedByOpenssl(publicPem: string, algorithm: string, signature: Buffer): string {
  const folder = temporaryFolder();
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const given = [
    '-pubin',
    '-inkey',
    file('key.pub', publicPem),
    '-sigfile',
    file('sig', signature),
  ];
  const hash = algorithm === 'ed25519' ? [] : ['-digest', 'sha256'];
  return openssl(['pkeyutl', '-verify', ...given, '-rawin', ...hash, '-in', file('in', BYTES)]);
}

function outcome(pem: string, password?: string): string {
  try {
    readSigningKey(pem, password);
    return 'key';
  } catch (error) {
    if (!(error instanceof Failure)) return String(error);
    return `${error.code} ${error.kind}: ${error.message} ${error.remedy}`;
  }
}
