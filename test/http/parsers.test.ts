import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../engine/http/challenge.ts';
import { parseNextLink } from '../../engine/http/link.ts';
import { parseRetryAfter } from '../../engine/http/retry-after.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const headerText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        'Bearer',
        'realm',
        '=',
        '"',
        '\\',
        ',',
        ' ',
        '<',
        '>',
        ';',
        'rel',
        'next',
        '9',
      ),
    )
    .map((parts) => parts.join('')),
);
/** Half-open quotes, brackets and repetitions: what makes careless patterns go back and forth. */
const HOSTILE = [
  '"',
  '\\',
  ',',
  ' ',
  'a',
  'a=',
  'a="',
  'a="\\',
  '<',
  '<a',
  '<a>',
  '<a>;',
  '<a>;rel',
  '; ',
  '1',
  'Mon, ',
];

describe('a challenge', () => {
  it.each([
    [
      'BASIC realm="Sonatype Nexus Repository Manager"',
      [['basic', { realm: 'Sonatype Nexus Repository Manager' }]],
    ],
    [
      'Bearer realm="https://h/v2/token",service="https://h/v2/token",scope="repository:a:pull,push"',
      [
        [
          'bearer',
          {
            realm: 'https://h/v2/token',
            service: 'https://h/v2/token',
            scope: 'repository:a:pull,push',
          },
        ],
      ],
    ],
    [
      'Bearer realm=x, Basic realm="a, b"',
      [
        ['bearer', { realm: 'x' }],
        ['basic', { realm: 'a, b' }],
      ],
    ],
    ['Bearer REALM = "a\\"b"', [['bearer', { realm: 'a"b' }]]],
    ['Bearer realm="first",realm="second"', [['bearer', { realm: 'first' }]]],
    ['Negotiate', [['negotiate', {}]]],
    ['', []],
    ['realm="x"', []],
    ['Bearer realm="never closed', [['bearer', {}]]],
  ])('%s is read', (header, challenges) => {
    const found = parseChallenges(header).map(({ scheme, parameters }) => [
      scheme,
      Object.fromEntries(parameters),
    ]);

    expect(found).toEqual(challenges);
  });

  it('never throws, whatever the header', () => {
    fc.assert(fc.property(headerText, (text) => Array.isArray(parseChallenges(text))));
  });
});

describe('a Link', () => {
  it.each([
    ['</v2/a/tags/list?n=2&last=b>; rel="next"', '/v2/a/tags/list?n=2&last=b'],
    ['<a>; rel=next', 'a'],
    ['<a>;rel="NEXT"', 'a'],
    ['<a>; rel="prev"; title="<b>, c", <d>; title="x, y"; rel="first next"', 'd'],
    ['<https://h/x?a=1,2;3>; rel="next"', 'https://h/x?a=1,2;3'],
    ['<>; rel="next"', ''],
    ['<a>; rel="prev"', undefined],
    ['<a>; title="rel=next"', undefined],
    ['<a', undefined],
    ['', undefined],
  ])('%s leads to %j', (header, target) => {
    expect(parseNextLink(header)).toBe(target);
  });

  it('never throws, whatever the header', () => {
    fc.assert(
      fc.property(headerText, (text) => {
        expect(['string', 'undefined']).toContain(typeof parseNextLink(text));
      }),
    );
  });
});

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    ['0', 0],
    [' 7 ', 7_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Thursday, 01-Jan-26 00:01:00 GMT', 60_000],
    ['Thu Jan  1 00:00:10 2026 GMT', 10_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    [undefined, undefined],
    ['', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['0x10', undefined],
    ['1e9', undefined],
    ['99999999999', undefined],
    ['soon', undefined],
    ['Mon, nonsense', undefined],
  ])('%j is %j ms from now', (value, ms) => {
    expect(parseRetryAfter(value, NOW)).toBe(ms);
  });

  it('is a number of milliseconds or nothing, whatever the header', () => {
    fc.assert(
      fc.property(headerText, (text) => {
        const ms = parseRetryAfter(text, NOW);

        expect(ms === undefined || (Number.isFinite(ms) && ms >= 0)).toBe(true);
      }),
    );
  });
});

it.each(HOSTILE)('a megabyte of %j keeps no parser busy', (piece) => {
  const text = piece.repeat(1_000_000 / piece.length);

  expect(() => parseChallenges(`Bearer ${text}`)).not.toThrow();
  expect(() => parseNextLink(text)).not.toThrow();
  expect(() => parseRetryAfter(text, NOW)).not.toThrow();
});
