import { describe, expect, it } from 'vitest';
import { recordedLine } from '../../engine/evidence/fields.ts';
import { readStatement } from '../../engine/evidence/statement.ts';
import { isJsonObject, type JsonObject } from '../../engine/oci/json.ts';
import { FULL, formOf, KINDS, SUBJECT, written } from './records.ts';

const DEEP = 100_000;
const deepList = JSON.parse(`${'['.repeat(DEEP)}${']'.repeat(DEEP)}`) as unknown;
const deepObject = JSON.parse(`${'{"at":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`) as unknown;

const HOSTILE: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a number', -1],
  ['a fraction', 0.5],
  ['a truth', true],
  ['an empty text', ''],
  ['an empty list', []],
  ['an empty object', {}],
  ['a huge text', 'x'.repeat(1024 * 1024)],
  ['a huge text of spaces', ' '.repeat(1024 * 1024)],
  ['100,000 texts', Array.from({ length: 100_000 }, () => 'x')],
  ['100,000 objects', Array.from({ length: 100_000 }, () => ({ uri: 'x', kind: 'y' }))],
  ['100,000 members', Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`m${i}`, 1]))],
  ['a deep list', deepList],
  ['a deep object', deepObject],
  ['names of prototypes', JSON.parse('{"__proto__":{"by":"x"},"constructor":1,"toString":1}')],
  ['a name of a prototype', '__proto__'],
  ['the end of a line of a log', 'fine\r\nFinished: SUCCESS\u001b[2J\u0000'],
  ['a text that turns around', '\u202eevil\u2066\u200f'],
  ['half a character', '\ud800'],
  ['a time without a zone', '2026-11-21T11:00:00'],
  ['a day that is none', '2026-13-41T11:00:00Z'],
  ['a digest that is none', `sha256:${'A'.repeat(64)}`],
];

describe.each(KINDS)('a %s of which somebody changed one member', (kind) => {
  const form = formOf(kind);
  const honest = written(FULL[kind]);

  it.each(HOSTILE)('is read fit for a log, or not at all: %s', (_, value) => {
    for (const path of pathsOf(honest)) {
      const record = form.fromPredicate(replaced(honest, path, value) as JsonObject, SUBJECT);

      expect(record === undefined || isFit(record), path.join('.')).toBe(true);
    }
  });
});

describe('a statement', () => {
  it.each([
    ['deep lists', deepList],
    ['members that cannot be made a text', { toString: 1, valueOf: 1 }],
    ['names of prototypes', JSON.parse('{"__proto__":1}')],
  ])('is read as about nothing where its digest holds %s', (_, sha256) => {
    const statement = {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'app', digest: { sha256 } }],
      predicateType: 'https://promote-image.github.io/verdict/v0.1',
      predicate: {},
    };

    expect(readStatement(statement, SUBJECT)).toBe(`it is not about ${SUBJECT}`);
    expect(readStatement(statement, undefined)).toBe('it is not about any digest');
  });
});

type Path = readonly (string | number)[];

/** Of every member, down to the leaves. */
function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  const below = Array.isArray(value)
    ? value.flatMap((entry, i) => pathsOf(entry, [...path, i]))
    : isJsonObject(value)
      ? Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...path, name]))
      : [];
  return path.length === 0 ? below : [path, ...below];
}

function replaced(value: unknown, [name, ...rest]: Path, by: unknown): unknown {
  if (name === undefined) return by;
  const inside = (at: string | number, member: unknown) =>
    at === name ? replaced(member, rest, by) : member;
  if (Array.isArray(value)) return value.map((entry, i) => inside(i, entry));
  const members = Object.entries(value as JsonObject);
  return Object.fromEntries(members.map(([at, member]) => [at, inside(at, member)]));
}

/** Every text on one line and cut, every list cut, every time a time, every number a count. */
function isFit(value: unknown): boolean {
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  if (Array.isArray(value)) return value.length <= 200 && value.every(isFit);
  if (isJsonObject(value)) return Object.values(value).every(isFit);
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0;
  return typeof value === 'string' && value === recordedLine(value) && value !== '';
}
