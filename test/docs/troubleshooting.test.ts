import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPage } from './blocks.ts';

const CHECKOUT = join(import.meta.dirname, '..', '..');
const sources = [...textsIn('engine', '.ts'), ...textsIn('vars', '.groovy')];
const CODE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;
const MOST_BETWEEN = 160;
const HEADS = ['message', 'reason', 'exit code', '---'];

/** What a row begins with, and the codes in its second cell. */
const rows = [...readPage('docs/troubleshooting.md').matchAll(/^\| (.+) \|$/gm)]
  .map(([, row = '']) => row.split(' | '))
  .filter(([message = '']) => !HEADS.includes(message) && !/^\d/.test(message))
  .map(([message = '', second = '']) => ({
    message,
    codes: /^(`\w+` ?)+$/.test(second) ? (second.match(/\w+/g) ?? []) : [],
  }));
const told = rows.flatMap(({ codes }) => codes);
/** What Jenkins itself says stands between backticks. */
const quoted = rows
  .map(({ message }) => message)
  .filter((message) => !/^`.*DSL|`Could/.test(message));

describe('the page of messages', () => {
  it('tells of every failure that there is, once, and of no other', () => {
    expect(told.toSorted()).toEqual([...thrownCodes()].toSorted());
  });

  it('quotes the words that the sources have', () => {
    const texts = sources.map(plain);
    const sentences = quoted.flatMap((message) => message.split(' · '));

    const unknown = sentences.filter((one) => !texts.some((text) => says(text, one)));

    expect(unknown).toEqual([]);
  });
});

/** Its words one after another, with no more between them than a template puts in; at least one of some length. */
function says(text: string, message: string): boolean {
  const [first = '', ...rest] = message
    .split('…')
    .map((part) => plain(part).trim())
    .filter((part) => part !== '');
  for (let at = text.indexOf(first); at >= 0; at = text.indexOf(first, at + 1)) {
    let end = at + first.length;
    const follows = rest.every((part) => {
      const next = text.indexOf(part, end);
      const isNear = next >= 0 && next - end < MOST_BETWEEN;
      end = next + part.length;
      return isNear;
    });
    if (follows) return Math.max(...[first, ...rest].map(({ length }) => length)) > 5;
  }
  return false;
}

/** The first argument of every `new Failure(…)`, which may choose between two, and codes from tables. */
function thrownCodes(): ReadonlySet<string> {
  const found = sources.flatMap((text) => [
    ...[...text.matchAll(/new Failure\(([^,]*),/g)].map(([, first = '']) => first),
    ...[...text.matchAll(/\bcode: ('\w+')/g)].map(([, code = '']) => code),
  ]);
  const texts = found.flatMap((text) => text.match(/'[^']*'/g) ?? []);
  return new Set(texts.map((text) => text.slice(1, -1)).filter((text) => CODE.test(text)));
}

function textsIn(folder: string, suffix: string): readonly string[] {
  return readdirSync(join(CHECKOUT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(suffix))
    .map((file) => readFileSync(join(CHECKOUT, folder, file), 'utf8'));
}

/** Without what only marks code, on a page or in a template. */
function plain(text: string): string {
  return text.replace(/[\\`]/g, '').replace(/\s+/g, ' ');
}
