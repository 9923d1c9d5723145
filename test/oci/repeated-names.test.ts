import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasRepeatedNames } from '../../engine/oci/repeated-names.ts';

const isRepeated = (text: string) => hasRepeatedNames(text, JSON.parse(text));

describe('names in a JSON text', () => {
  it.each([
    '{"a":1,"a":1}',
    '{"a":1, "a" \n:1}',
    '{"a":1,"\\u0061":1}',
    '{"a":{},"b":[{"c":1,"c":2}]}',
    '{"a":{"b":1},"a":{}}',
    '{"__proto__":1,"__proto__":2}',
    '{"":1,"":2}',
  ])('are found to be repeated in %s', (text) => {
    expect(isRepeated(text)).toBe(true);
  });

  it.each([
    '{}',
    '7',
    'null',
    '["a","a"]',
    '{"a":"a","b":"a"}',
    '{"a":{"a":{"a":[]}}}',
    '{"a\\"":":","a":"\\\\","b":"\\":"}',
    '{"a":"x\\"y\\":1,","b":"}"}',
    '{"__proto__":{"constructor":1}}',
  ])('are not in %s', (text) => {
    expect(isRepeated(text)).toBe(false);
  });

  it('are never found repeated in what a program wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, spaces) => {
        expect(isRepeated(JSON.stringify(value, null, spaces))).toBe(false);
      }),
    );
  });

  it('may stand as deep as a parser goes', () => {
    const deep = `${'{"a":['.repeat(200_000)}${']}'.repeat(200_000)}`;

    expect(isRepeated(deep)).toBe(false);
    expect(isRepeated(deep.replace('[]', '{"b":1,"b":2}'))).toBe(true);
  });
});
