import { describe, expect, it } from 'vitest';
import {
  holdTag,
  isAtItsTime,
  journalTag,
  labelOf,
  recordTag,
} from '../../engine/evidence/record-tag.ts';
import { type Digest, digestOf } from '../../engine/oci/digest.ts';
import { isTag } from '../../engine/oci/reference.ts';

const digest = `sha256:${'a'.repeat(64)}` as Digest;
const at = (text: string) => new Date(text);

describe('a record’s tag', () => {
  it('names the digest, the time, and what happened', () => {
    const tag = recordTag(digest, at('2026-11-21T10:02:03.456Z'), 'verdict-rejected', '0123abcd');

    expect(tag).toBe(`sha256-${'a'.repeat(64)}.20261121T100203Z.verdict-rejected-0123abcd`);
    expect(labelOf(tag)).toBe('verdict-rejected');
  });

  it('is a tag that registries take, for sha512 as well', () => {
    const sha512 = digestOf(Buffer.from('x'), 'sha512');

    const tag = recordTag(sha512, at('2026-11-21T10:02:03Z'), 'verdict-rejected', '0123abcd');

    expect(isTag(tag)).toBe(true);
    expect(labelOf(tag)).toBe('verdict-rejected');
  });

  it.each([
    '10-uat',
    `sha256-${'a'.repeat(64)}`,
    `sha256-${'a'.repeat(64)}.sig`,
    `sha256-${'a'.repeat(64)}.20261121T100203Z.build-0123`,
    'env-uat',
    'env-uat.1.promotion-0123abcd',
  ])('is not %s', (tag) => {
    expect(labelOf(tag)).toBeUndefined();
  });
});

describe('a journal’s tag', () => {
  it('sorts what happened last first', () => {
    const [early, late, later] = [
      '2026-11-21T10:02:03.456Z',
      '2026-11-21T10:02:03.457Z',
      '2186-01-01T00:00:00Z',
    ].map((time) => journalTag('uat', at(time), 'promotion', '0123abcd'));

    expect([early, late, later].sort()).toEqual([later, late, early]);
    expect(early).toBe('env-uat.8204744676543.promotion-0123abcd');
    expect(labelOf(early ?? '')).toBe('promotion');
  });
});

describe('a tag of the journal of holds', () => {
  it('sorts what was said last first, and apart from what happened', () => {
    const [early, late] = ['2026-11-21T10:02:03.456Z', '2026-11-21T10:02:03.457Z'].map((time) =>
      holdTag('uat', at(time), 'hold-held', '0123abcd'),
    );

    expect([early, late].sort()).toEqual([late, early]);
    expect(early).toBe('hold-uat.8204744676543.hold-held-0123abcd');
    expect(labelOf(early ?? '')).toBe('hold-held');
  });

  it('is a tag that registries take, whatever the environment is called', () => {
    expect(isTag(holdTag('e'.repeat(40), new Date(0), 'hold-released', '0123abcd'))).toBe(true);
  });

  it('is out of its order where its record says another time', () => {
    const tag = holdTag('uat', at('2026-11-21T10:02:03.456Z'), 'hold-held', '0123abcd');

    expect(isAtItsTime(tag, at('2026-11-21T10:02:03.456Z'))).toBe(true);
    expect(isAtItsTime(tag, at('2026-11-21T10:02:03.455Z'))).toBe(false);
    expect(isAtItsTime('uat', at('2026-11-21T10:02:03.456Z'))).toBe(false);
  });
});
