import { describe, expect, it } from 'vitest';
import { valueAt } from '../../engine/gates/dotted-path.ts';

describe('a dotted path', () => {
  const json = { status: { items: [{ state: 'ok' }], '': 1 }, none: null, list: [1] };

  it.each([
    ['status.items.0.state', 'ok'],
    ['none', null],
    ['status.items.1.state', undefined],
    ['status.items.length', undefined],
    ['none.x', undefined],
    ['constructor.name', undefined],
    ['__proto__', undefined],
    ['list.0.toFixed', undefined],
  ])('finds what is there and nothing else: %s', (path, value) => {
    expect(valueAt(json, path)).toBe(value);
  });
});
