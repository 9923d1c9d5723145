import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDigest } from '../../engine/oci/digest.ts';
import { createSimpleSigning, readSimpleSigning } from '../../engine/signing/simple-signing.ts';

const DIGEST = parseDigest(`sha256:${'a'.repeat(64)}`);
const OTHER = parseDigest(`sha256:${'b'.repeat(64)}`);
const TYPE = 'cosign container image signature';
const image = { 'docker-manifest-digest': DIGEST };
const payload = (critical: unknown) => Buffer.from(JSON.stringify({ critical, optional: null }));

describe('a payload of cosign', () => {
  it('is what cosign writes, byte for byte', () => {
    expect(createSimpleSigning(DIGEST, 'registry.example.com/app').toString()).toBe(
      `{"critical":{"identity":{"docker-reference":"registry.example.com/app"},"image":{"docker-manifest-digest":"${DIGEST}"},"type":"cosign container image signature"},"optional":null}`,
    );
  });

  it('is read back', () => {
    const bytes = createSimpleSigning(DIGEST, 'registry.example.com/app');

    expect(readSimpleSigning(bytes, DIGEST)).toEqual({ reference: 'registry.example.com/app' });
  });

  it('needs no name of the image', () => {
    expect(readSimpleSigning(payload({ type: TYPE, image }), DIGEST)).toEqual({ reference: '' });
  });

  it.each([
    ['about another image', createSimpleSigning(OTHER, 'app'), `it is not about ${DIGEST}`],
    [
      'of another type',
      payload({ type: 'atomic container signature', image }),
      'its payload is not of the type that cosign writes',
    ],
    ['about nothing', payload({ type: TYPE, image: {} }), `it is not about ${DIGEST}`],
    [
      'about an image that is none',
      payload({ type: TYPE, image: [DIGEST] }),
      `it is not about ${DIGEST}`,
    ],
    ['without `critical`', payload(undefined), 'its payload has no `critical`'],
    ['no JSON', Buffer.from('{"critical":'), 'its payload has no `critical`'],
    ['huge', Buffer.alloc(65_537, ' '), 'its payload has 65537 bytes'],
  ])('signs nothing where it is %s', (_, bytes, why) => {
    expect(readSimpleSigning(bytes, DIGEST)).toBe(why);
  });

  it('never signs another image, whatever it is', () => {
    const critical = fc.oneof(
      fc.jsonValue(),
      fc.record({
        type: fc.constantFrom(TYPE, 7),
        image: fc.oneof(fc.jsonValue(), fc.constant(image)),
      }),
    );

    fc.assert(
      fc.property(critical, (value) => {
        expect(typeof readSimpleSigning(payload(value), OTHER)).toBe('string');
      }),
    );
  });
});
