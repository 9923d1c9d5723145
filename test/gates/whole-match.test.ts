import { describe, expect, it } from 'vitest';
import { matchesWhole } from '../../engine/gates/whole-match.ts';

describe('a whole match', () => {
  it.each([
    ['a|b', 'a', true],
    ['a|b', 'ab', false],
    ['shop', 'workshop', false],
    ['shop', 'shop\n', false],
    ['.*', 'a\nb', false],
    ['', '', true],
    ['\\p{Lu}+', 'ÄÖ', true],
    ['^v[0-9]+$', 'v12', true],
  ])('of %j and %j is %j', (expression, value, isMatch) => {
    expect(matchesWhole(expression, value)).toBe(isMatch);
  });

  it.each(['(', 'a)|(?:b', '[z-a]', '\\-', '(?<=a', 'a{2,1}'])(
    'is refused of %s, which is no expression by itself',
    (expression) => {
      expect(() => matchesWhole(expression, 'a')).toThrow(/^a setting is no regular expression: /);
    },
  );

  it.each(['(a+)+b', '(a|aa)+$b', '(.*)*x'])('ends however slow %s is', (expression) => {
    expect(() => matchesWhole(expression, 'a'.repeat(4_000))).toThrow(
      `matching "${expression}" took more than 1000 ms`,
    );
  });
});
