import { expect, it } from 'vitest';
import { formatAge } from '../../engine/gates/age-limit.ts';

it.each([
  [-5_000, '0 min'],
  [59_999, '0 min'],
  [60_000, '1 min'],
  [3_600_000, '1 h'],
  [5_459_999, '1 h 30 min'],
  [86_400_000, '1 d'],
  [90_000_000, '1 d 1 h'],
  [3_888_000_000, '45 d'],
])('%i ms are %s to people', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});
