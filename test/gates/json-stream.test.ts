import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonPath, readJson } from '../../engine/gates/json-stream.ts';

async function read(text: string | Uint8Array, patterns: readonly string[], chunkBytes = 7) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    chunks.push(bytes.subarray(at, at + chunkBytes));
  }
  const taken: (readonly [string, unknown, JsonPath])[] = [];
  await readJson(chunks, patterns, (...one) => void taken.push(one), 'a.json');
  return taken;
}

describe('a JSON text that is read in pieces', () => {
  it('gives the values that were asked for, with their places', async () => {
    const text = '{"runs":[{"name":"é","results":[{"id":1},[2]]},{"results":null}],"x":{"name":3}}';

    expect(await read(text, ['runs.*.name', 'runs.*.results.*', 'runs.*.results:type'])).toEqual([
      ['runs.*.name', 'é', ['runs', 0, 'name']],
      ['runs.*.results:type', 'array', ['runs', 0, 'results']],
      ['runs.*.results.*', { id: 1 }, ['runs', 0, 'results', 0]],
      ['runs.*.results.*', [2], ['runs', 0, 'results', 1]],
      ['runs.*.results:type', 'value', ['runs', 1, 'results']],
    ]);
  });

  it('gives the values that JSON.parse gives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.integer({ min: 1, max: 40 }), async (value, bytes) => {
        const [taken] = await read(JSON.stringify({ a: value }), ['a'], bytes);

        expect(JSON.stringify(taken?.[1])).toBe(JSON.stringify(JSON.parse(JSON.stringify(value))));
      }),
      { numRuns: 200 },
    );
  });

  it('refuses what JSON.parse refuses', async () => {
    const parts = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      'null',
      ' ',
      'tru',
      '"',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(parts, { maxLength: 9 }), async (tokens) => {
        const text = tokens.join('');
        const isJson = isParsed(`[${text}]`);

        const isRead = await read(`[${text}]`, ['a.b']).then(
          () => true,
          () => false,
        );

        expect(isRead).toBe(isJson);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['', 'it is empty'],
    ['{"a":1', 'it ends too early'],
    ['{"a":"', 'it ends too early'],
    ['{"a":1}}', 'something follows its end'],
    ['{"a":1} {', 'something follows its end'],
    ['{"a":1,}', '} stands where it may not'],
    ['[1 2]', 'a value stands where it may not'],
    [`${'['.repeat(129)}`, 'it is nested more than 128 deep'],
    ['\u0000', 'is not complete JSON'],
  ])('says what is wrong with %j', async (text, words) => {
    await expect(read(text, ['a'])).rejects.toThrow(words);
  });

  it('may start with a byte order mark and end with blank lines', async () => {
    expect(await read('\ufeff{"a":1}\r\n \n', ['a'])).toEqual([['a', 1, ['a']]]);
  });

  it('has names that mean nothing', async () => {
    const [taken] = await read('{"a":{"__proto__":{"isEvil":true}}}', ['a']);

    const value = taken?.[1] as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect('isEvil' in value).toBe(false);
  });

  it('holds no endless text', async () => {
    const text = Buffer.alloc(9 * 1024 * 1024, 'a');
    text.write('{"a":"');

    await expect(read(text, ['b'], 65_536)).rejects.toThrow('a text in it is too long');
  });

  it('lets an error of the reader through', async () => {
    const reading = readJson(
      [Buffer.from('{"a":1}')],
      ['a'],
      () => {
        throw new TypeError('own');
      },
      'a.json',
    );

    await expect(reading).rejects.toThrow('own');
  });
});

function isParsed(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
