import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBundle, readBundle } from '../../engine/signing/bundle.ts';
import { verifyEnvelope } from '../../engine/signing/verify-envelope.ts';
import { keyPair } from './keys.ts';

const TYPE = 'application/vnd.in-toto+json';
const AT = new Date('2026-11-21T12:00:00Z');
const pair = keyPair();
const trusted = [{ name: 'qa', key: pair.public }];
const bundle = createBundle(TYPE, Buffer.from('{"a":1}'), pair.signing);
const json = JSON.parse(bundle.toString()) as Record<string, unknown>;
const changed = (changes: object) => Buffer.from(JSON.stringify({ ...json, ...changes }));

describe('a bundle', () => {
  it.each(['ecdsa', 'ed25519', 'rsa'] as const)('keeps what an %s key signed', (kind) => {
    const { signing, public: key } = keyPair(kind);

    const read = readBundle(createBundle(TYPE, Buffer.from('{"a":1}'), signing));

    expect(verified(read, [{ name: 'qa', key }])).toEqual({
      signers: ['qa'],
      payloadType: TYPE,
      payload: Buffer.from('{"a":1}'),
    });
  });

  it('names its key by the digest of it, as a hint', () => {
    expect(json['mediaType']).toBe('application/vnd.dev.sigstore.bundle.v0.3+json');
    expect(json['verificationMaterial']).toEqual({ publicKey: { hint: pair.public.fingerprint } });
  });

  it.each([
    'application/vnd.dev.sigstore.bundle+json;version=0.1',
    'application/vnd.dev.sigstore.bundle+json;version=0.3',
  ])('is read in the form %s, too', (mediaType) => {
    expect(verified(readBundle(changed({ mediaType })), trusted)).toMatchObject({
      signers: ['qa'],
    });
  });

  it.each([
    ['a list', Buffer.from('[]'), 'it is not a JSON object'],
    ['no JSON', Buffer.from('{'), 'it is not a JSON object'],
    ['huge', Buffer.alloc(16 * 1024 * 1024 + 1), 'it has 16777217 bytes'],
    [
      'of a later version',
      changed({ mediaType: 'application/vnd.dev.sigstore.bundle.v1+json' }),
      'it is not a Sigstore bundle of a version that we know',
    ],
    [
      'of no type',
      changed({ mediaType: 7 }),
      'it is not a Sigstore bundle of a version that we know',
    ],
    [
      'signed with a certificate',
      changed({ verificationMaterial: { certificate: { rawBytes: 'AA==' } } }),
      'it is signed with a certificate, only keys are trusted here',
    ],
    [
      'signed with a chain of them',
      changed({ verificationMaterial: { x509CertificateChain: { certificates: [] } } }),
      'it is signed with a certificate, only keys are trusted here',
    ],
    [
      'signed with nothing',
      changed({ verificationMaterial: {} }),
      'it does not say what it was signed with',
    ],
    [
      'without any material',
      changed({ verificationMaterial: undefined }),
      'it does not say what it was signed with',
    ],
    [
      'about a file',
      changed({ dsseEnvelope: undefined, messageSignature: {} }),
      'it holds no DSSE envelope',
    ],
    [
      'with two signatures',
      changed({
        dsseEnvelope: {
          ...(json['dsseEnvelope'] as object),
          signatures: [{ sig: 'YQ==' }, { sig: 'YQ==' }],
        },
      }),
      'it has 2 signatures, where a bundle has one',
    ],
    ['with an empty envelope', changed({ dsseEnvelope: {} }), 'it has no payloadType'],
  ])('is none where it is %s', (_, bytes, why) => {
    expect(readBundle(bytes)).toBe(why);
  });

  it('is believed with no byte of it changed to say something else', () => {
    fc.assert(
      fc.property(fc.nat(bundle.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const bytes = Buffer.from(bundle);
        bytes[at] = (bytes[at] ?? 0) ^ by;

        const found = verified(readBundle(bytes), trusted);

        // Only what nobody signs, such as the hint, may change without harm.
        const isSame =
          'payload' in found &&
          found.payload.equals(Buffer.from('{"a":1}')) &&
          found.payloadType === TYPE;
        expect(found.signers.length === 0 || isSame).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is read, or refused in words, whatever it is', () => {
    const member = fc.oneof(
      fc.jsonValue(),
      ...Object.values(json).map((value) => fc.constant(value)),
    );
    const hostile = fc.record({
      mediaType: member,
      verificationMaterial: member,
      dsseEnvelope: member,
    });

    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), hostile), (value) => {
        const read = readBundle(Buffer.from(JSON.stringify(value)));

        expect(['string', 'object']).toContain(typeof read);
      }),
    );
  });
});

function verified(read: ReturnType<typeof readBundle>, keys: typeof trusted) {
  return typeof read === 'string' ? { signers: [], problem: read } : verifyEnvelope(read, keys, AT);
}
