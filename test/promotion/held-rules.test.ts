import { describe, expect, it } from 'vitest';
import type { VerdictRecord } from '../../engine/evidence/record.ts';
import { verdictsIn } from '../../engine/promotion/held-rules.ts';
import { DIGEST, destination, OTHER, tag } from './facts.ts';
import { at, held, placed } from './held.ts';

const verdict = (is: VerdictRecord['is'], minute: number): VerdictRecord => ({
  kind: 'verdict',
  at: at(minute),
  is,
  by: 'carol',
});

describe('the rules that always hold', () => {
  it('let a recorded image pass that nobody is against', () => {
    expect(
      held({
        verdicts: [verdict('accepted', 1)],
        sourceTags: [tag('10', DIGEST)],
        destinations: [destination()],
      }),
    ).toEqual([]);
  });

  it('refuse an image that was put into another environment only', () => {
    const entries = [
      { ...placed, record: { ...placed.record, environment: 'dev' } as typeof placed.record },
    ];

    expect(held({ entries })).toEqual([
      `recorded: ${DIGEST} lies in dev.example.com/shop/checkout-qa, but no record says that it was put into qa by a build or a promotion.`,
    ]);
  });

  it.each<[string, VerdictRecord[], string[]]>([
    [
      'the latest is a rejection',
      [verdict('rejected', 2), verdict('accepted', 1)],
      ['verdict: Rejected by carol on 2026-11-21 10:02 UTC.'],
    ],
    [
      'a rejection has ended',
      [{ ...verdict('rejected', 2), until: at(20) }, verdict('accepted', 1)],
      [],
    ],
    [
      'an acceptance has ended, and the rejection before it is in force again',
      [{ ...verdict('accepted', 2), until: at(20) }, verdict('rejected', 1)],
      ['verdict: Rejected by carol on 2026-11-21 10:01 UTC.'],
    ],
    ['a rejection was taken back', [verdict('accepted', 2), verdict('rejected', 1)], []],
    [
      'it was ever revoked',
      [verdict('accepted', 2), verdict('revoked', 1)],
      ['verdict: Revoked by carol on 2026-11-21 10:01 UTC.'],
    ],
  ])('look at verdicts: %s', (_, verdicts, refusals) => {
    expect(held({ verdicts })).toEqual(refusals);
  });

  it.each([
    [
      'verdict-revoked',
      ['verdict: A tag says that this image was revoked. app:x is not believed: it is empty.'],
    ],
    [
      'verdict-rejected',
      ['verdict: A tag says that this image was rejected. app:x is not believed: it is empty.'],
    ],
    ['verdict-accepted', []],
    ['build', []],
  ])('let nothing pass that a %s was hidden from', (label, refusals) => {
    expect(
      held({ problems: [{ label, sentence: 'app:x is not believed: it is empty.' }] }),
    ).toEqual(refusals);
  });

  it('refuse where a build’s tag was moved in the source', () => {
    expect(held({ sourceTags: [tag('10', OTHER, true)] })).toEqual([
      `tag-moved: Tag 10 of dev.example.com/shop/checkout-qa was moved: it is at ${OTHER} now, but it was put on ${DIGEST}, recorded by alice at 2026-11-21 10:00 UTC.`,
    ]);
  });

  it('keep a build’s tag at the destination, and let the others move', () => {
    const tags = [tag('10-uat', OTHER, true), tag('latest', OTHER), tag('11', DIGEST, true)];

    expect(held({ destinations: [destination({ tags })] })).toEqual([
      `build-bound-tag: Tag 10-uat of prod.example.com/shop/checkout is already at ${OTHER}, and a tag that names a build never moves to another digest, here ${DIGEST}.`,
    ]);
  });

  it('name every reason at once', () => {
    const refusals = held({
      entries: [],
      verdicts: [verdict('rejected', 1)],
      destinations: [destination({ tags: [tag('10-uat', OTHER, true)] })],
    });

    expect(refusals.map((refusal) => refusal.split(':', 1)[0])).toEqual([
      'recorded',
      'verdict',
      'build-bound-tag',
    ]);
  });
});

describe('verdicts in a ledger', () => {
  it('come latest first', () => {
    const entries = [1, 3, 2].map((minute) => ({ ...placed, record: verdict('accepted', minute) }));

    expect(verdictsIn([placed, ...entries]).map((one) => one.at)).toEqual([at(3), at(2), at(1)]);
  });
});
