import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../engine/failures.ts';
import { isRepositoryName, isTag, parseReference } from '../../engine/oci/reference.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('a reference', () => {
  it.each([
    ['checkout', { repository: 'checkout' }],
    ['checkout:10', { repository: 'checkout', tag: '10' }],
    ['shop/checkout', { repository: 'shop/checkout' }],
    ['localhost/checkout', { registry: 'localhost', repository: 'checkout' }],
    ['localhost:5000', { repository: 'localhost', tag: '5000' }],
    [
      'nexus:8082/shop/checkout:10',
      { registry: 'nexus:8082', repository: 'shop/checkout', tag: '10' },
    ],
    ['nexus.example.com/a/b/c/d', { registry: 'nexus.example.com', repository: 'a/b/c/d' }],
    ['127.0.0.1:5000/app:_1.2-3', { registry: '127.0.0.1:5000', repository: 'app', tag: '_1.2-3' }],
    ['[::1]/app:1', { registry: '[::1]', repository: 'app', tag: '1' }],
    ['[2001:db8::1]:5000/app', { registry: '[2001:db8::1]:5000', repository: 'app' }],
    [`app@${DIGEST}`, { repository: 'app', digest: DIGEST }],
    [`h.io/app:1@${DIGEST}`, { registry: 'h.io', repository: 'app', tag: '1', digest: DIGEST }],
  ])('%s is read', (text, parts) => {
    expect(parseReference(text)).toEqual(parts);
  });

  it.each([
    ['', '"": a repository name has lower-case letters'],
    ['Shop/checkout', '"Shop/checkout": a repository name has lower-case letters'],
    ['h.io/', '"": a repository name'],
    ['h.io//app', '"/app": a repository name'],
    ['h.io/../app', '"../app": a repository name'],
    ['app:', '"" is no tag'],
    ['app:.hidden', '".hidden" is no tag'],
    [`app:${'1'.repeat(129)}`, 'is no tag'],
    ['app@sha256:1234', '"sha256:1234" is not a sha256 or sha512 digest'],
    [`app@${DIGEST}@${DIGEST}`, 'it has more than one "@"'],
    ['https://nexus.example.com/app:1', 'it begins with a scheme, which is left out here'],
    ['user:secret@nexus/app', 'is not a sha256 or sha512 digest'],
    ['host:port/app', '"host:port" is no host with an optional port'],
    ['-h.io/app', '"-h.io" is no host'],
    ['[::1/app', 'is no host'],
    ['app\u001b[2J:1', 'app [2J'],
    [`${'a/'.repeat(128)}a`, 'a repository name'],
  ])('%j is refused, and the reason said', (text, reason) => {
    expect(() => parseReference(text)).toThrow(
      expect.objectContaining({
        code: 'INVALID_REFERENCE',
        message: expect.stringContaining(reason),
      }),
    );
  });

  it('is read back from its own parts', () => {
    const component = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,8}){0,2}$/);
    const host = fc.stringMatching(/^[a-z][a-z0-9]{0,8}\.[a-z]{2,5}(:[1-9][0-9]{0,4})?$/);
    const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/);
    fc.assert(
      fc.property(
        host,
        fc.array(component, { minLength: 1, maxLength: 4 }),
        tag,
        (registry, parts, name) => {
          const repository = parts.join('/');

          const found = parseReference(`${registry}/${repository}:${name}@${DIGEST}`);

          expect(found).toEqual({ registry, repository, tag: name, digest: DIGEST });
        },
      ),
    );
  });

  it('is read into safe parts, or refused by a Failure of one line, whatever the text', () => {
    const pieces = fc.constantFrom(
      'a',
      'A',
      '/',
      ':',
      '@',
      '.',
      '-',
      '_',
      '[',
      ']',
      '%',
      '\n',
      '..',
      DIGEST,
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (reference) => {
        try {
          const { repository, tag } = parseReference(reference);
          expect(isRepositoryName(repository)).toBe(true);
          expect(tag === undefined || isTag(tag)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
          expect((error as Failure).message).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });

  it.each([
    'a'.repeat(1_000_000),
    'a.'.repeat(500_000),
    `${'a-'.repeat(500_000)}/app`,
    `${'a'.repeat(1_000_000)}:/app`,
    ':'.repeat(1_000_000),
    '/'.repeat(1_000_000),
    `a:${'-'.repeat(1_000_000)}`,
  ])('of a megabyte is refused in a short sentence (%#)', (text) => {
    expect(() => parseReference(text)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^.{1,700}$/) }),
    );
  });
});
