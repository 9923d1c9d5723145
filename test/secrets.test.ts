import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSecretMask } from '../engine/secrets.ts';

const maskOf = (secret: string) => {
  const mask = createSecretMask();
  mask.add(secret);
  return mask;
};
const base64 = (text: string) => Buffer.from(text).toString('base64');
/** Passwords as they are: printable, some beyond ASCII. */
const secrets = fc
  .string({ unit: 'grapheme', minLength: 8, maxLength: 40 })
  .filter((text) => !/^[*\s.…]+$/.test(text) && text.trim() === text);

describe('a secret', () => {
  it.each([
    ['raw', 'p&"ß/+ \\word'],
    ['in a URL', 'p%26%22%C3%9F%2F%2B%20%5Cword'],
    ['in a form', 'p%26%22%C3%9F%2F%2B+%5Cword'],
    ['in JSON', 'p&\\"ß/+ \\\\word'],
    ['in XML', 'p&amp;&quot;ß/+ \\word'],
    ['in base64', base64('p&"ß/+ \\word')],
  ])('is masked %s', (_, form) => {
    const masked = maskOf('p&"ß/+ \\word').mask(`before ${form} after`);

    expect(masked).toBe('before **** after');
  });

  it.each(['', 'a', 'ab', 'abc', 'jenkins'])(
    'is masked in the header of a sign-in, after the user name %j',
    (user) => {
      const header = base64(`${user}:correct horse battery`);

      const masked = maskOf('correct horse battery').mask(`Basic ${header}`);

      expect(masked).toContain('****');
      expect(Buffer.from(masked.slice(6), 'base64').toString()).not.toMatch(
        /correct|horse|batt|tery/,
      );
    },
  );

  it('is masked in every form, wherever it stands', () => {
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        const mask = maskOf(secret);
        const forms = [
          secret,
          encodeURIComponent(secret),
          JSON.stringify(secret).slice(1, -1),
          base64(secret),
          Buffer.from(secret).toString('base64url'),
        ];

        for (const form of forms)
          expect(mask.mask(`${before} ${form} ${after}`)).not.toContain(form);
      }),
    );
  });

  it('leaves none of its bytes to be decoded, whatever stands around it in base64', () => {
    const plain = fc.stringMatching(/^[ -~]{0,9}$/);
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{8,30}$/), plain, plain, (secret, before, after) => {
        const encoded = base64(`${before}:${secret}:${after}`);

        const masked = maskOf(secret).mask(encoded);

        expect(masked.replaceAll('*', '').length).toBeLessThanOrEqual(
          base64(`${before}::${after}`).length + 4,
        );
        expect(masked).toContain('****');
      }),
    );
  });

  it('that is empty masks nothing', () => {
    expect(maskOf('').mask('text')).toBe('text');
  });

  it('that holds another is masked whole', () => {
    const mask = maskOf('secret');
    mask.add('secret-and-more');

    expect(mask.mask('secret-and-more')).toBe('****');
  });

  it('with half a character, as only JSON can hold it, is masked too', () => {
    expect(maskOf('half \ud800 pair').mask('half \ud800 pair')).toBe('****');
  });
});
