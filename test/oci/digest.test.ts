import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../engine/failures.ts';
import {
  algorithmOf,
  digestOf,
  hexOf,
  isDigest,
  parseDigest,
  shortDigest,
  startDigest,
} from '../../engine/oci/digest.ts';
import { digestTagPrefix } from '../../engine/oci/digest-tag.ts';

const HELLO = 'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));

describe('a digest', () => {
  it.each([HELLO, `sha512:${'0a'.repeat(64)}`])('is an algorithm and its digits: %s', (text) => {
    expect(parseDigest(text)).toBe(text);
  });

  it.each([
    ['', 'nothing'],
    ['sha256:', 'no digits'],
    [HELLO.slice(0, -1), 'a digit too few'],
    [`${HELLO}0`, 'a digit too many'],
    [HELLO.toUpperCase(), 'capitals'],
    [`${HELLO}\n`, 'a line break at the end'],
    [` ${HELLO}`, 'a space before it'],
    [HELLO.replace('sha256', 'sha512'), 'digits of the other algorithm'],
    [HELLO.replace('sha256', 'md5'), 'another algorithm'],
    [HELLO.replace(':', '/'), 'no colon'],
    ['sha256:../../../etc/passwd', 'a path'],
    [HELLO.replace('sha256', '__proto__'), 'a name of JavaScript'],
  ])('is not %j: %s', (text) => {
    expect(isDigest(text)).toBe(false);
    expect(() => parseDigest(text)).toThrow(
      expect.objectContaining({ code: 'INVALID_DIGEST', kind: 'usage' }),
    );
  });

  it('is read, or refused by a Failure of one short line, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), hex(64), hex(128)), (text) => {
        expect(outcomeOf(() => parseDigest(text))).toBe('Failure');
        expect(outcomeOf(() => parseDigest(`sha256:${text}`))).toBe(
          /^[0-9a-f]{64}$/.test(text) ? 'read' : 'Failure',
        );
      }),
    );
  });

  it('refuses a megabyte without keeping anybody waiting, or repeating it', () => {
    const message = messageOf(() => parseDigest(`sha256:${'0'.repeat(1_000_000)}`));

    expect(message.length).toBeLessThan(400);
  });

  it('of bytes is what sha256sum and sha512sum print', () => {
    expect(digestOf(Buffer.from('hello'))).toBe(HELLO);
    expect(digestOf(Buffer.from('hello'), 'sha512')).toBe(
      'sha512:9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca72323c3d99ba5c11d7c7acc6e14b8c5da0c4663475c2e5c3adef46f73bcdec043',
    );
  });

  it('of parts is the digest of the whole, in the algorithm that is expected', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array()),
        fc.constantFrom('sha256' as const, 'sha512' as const),
        (parts, algorithm) => {
          const whole = digestOf(Buffer.concat(parts), algorithm);
          const running = startDigest(whole);

          for (const part of parts) running.update(part);

          expect(running.end()).toBe(whole);
        },
      ),
    );
  });

  it('has an algorithm, digits, and a short form for people', () => {
    const digest = parseDigest(HELLO);

    expect([algorithmOf(digest), hexOf(digest).length, shortDigest(digest)]).toEqual([
      'sha256',
      64,
      'sha256:2cf24dba5fb0',
    ]);
  });

  it('starts tags of at most 128 characters, sha512 too', () => {
    const long = parseDigest(`sha512:${'ab'.repeat(64)}`);

    expect(digestTagPrefix(parseDigest(HELLO))).toBe(`sha256-${HELLO.slice(7)}.`);
    expect(digestTagPrefix(long)).toBe(`sha512-${'ab'.repeat(32)}.`);
  });
});

function outcomeOf(read: () => unknown): 'read' | 'Failure' {
  try {
    read();
    return 'read';
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.message).toMatch(/^[^\p{Cc}]{1,500}$/u);
    return 'Failure';
  }
}

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof Failure) return error.message;
  }
  throw new Error('It was to be refused.');
}
