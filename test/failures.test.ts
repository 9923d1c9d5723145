import { describe, expect, it } from 'vitest';
import { describeError, EXIT_CODES, Failure, oneLine } from '../engine/failures.ts';

describe('a failure', () => {
  it('has what happened, what to do, and an exit code by its kind', () => {
    const cause = new Error('ECONNREFUSED');
    const failure = new Failure('X', 'unavailable', 'It did not answer.', 'Look at it.', { cause });

    expect(failure).toMatchObject({
      name: 'Failure',
      code: 'X',
      message: 'It did not answer.',
      remedy: 'Look at it.',
      cause,
    });
    expect(EXIT_CODES[failure.kind]).toBe(69);
  });
});

describe('the words of an error', () => {
  it.each([
    [new Error('it broke'), 'it broke'],
    [new TypeError(''), 'TypeError'],
    [new AggregateError([new Error('IPv6'), new Error('IPv4')], ''), 'IPv6'],
    [new AggregateError([], 'none'), 'none'],
    ['text', 'text'],
    [undefined, 'undefined'],
  ])('of %o are %s', (error, words) => {
    expect(describeError(error)).toBe(words);
  });
});

describe('the words of others', () => {
  it.each([
    [' a\r\nb\tc ', 'a b c'],
    ['\u001b[31mred\u009b0m', '[31mred 0m'],
    ['left\u202eright\u200bnone', 'left right none'],
    ['Grüße, 你好 👍', 'Grüße, 你好 👍'],
    ['abcdef', 'abcd…'],
    ['abc👍', 'abc…'],
    ['', ''],
  ])('%j stand on one line as %j', (text, line) => {
    expect(oneLine(text, text.startsWith('abc') ? 4 : 300)).toBe(line);
  });
});
