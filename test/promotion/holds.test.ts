import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../engine/evidence/ledger.ts';
import type { HoldRecord, RollbackRecord } from '../../engine/evidence/record.ts';
import { imageHolds } from '../../engine/promotion/holds.ts';
import { DIGEST, OTHER } from './facts.ts';
import { at, held, placed, refused } from './held.ts';

const hold = (changes: Partial<HoldRecord> = {}): HoldRecord => ({
  kind: 'hold',
  at: at(3),
  state: 'held',
  by: 'erin',
  reason: 'Quarter end.',
  ...changes,
});

describe('what holds', () => {
  it('refuses, and says who holds what, why, until when, and how it ends', () => {
    const of = { environment: 'uat' };
    const facts = {
      holds: [
        { of, why: hold({ until: at(50), url: 'https://jenkins.example.com/1/' }) },
        { of, why: { unread: 'app:x is not believed: it is empty.' } },
        { of: { digest: DIGEST }, why: hold({ reason: 'wait' }) },
        { of: { digest: DIGEST }, why: { unread: 'app:y is not believed: it is empty.' } },
      ],
    };

    expect(refused(facts)).toEqual([
      [
        'hold',
        'Promotions to uat are held by erin since 2026-11-21 10:03 UTC, until 2026-11-21 10:50 UTC: Quarter end. See https://jenkins.example.com/1/',
        "Wait until then, or, once the reason is gone: holdPromotions(env: 'uat', state: 'released', reason: '…').",
      ],
      [
        'hold',
        'It has to be assumed that promotions to uat are held. app:x is not believed: it is empty.',
        "Find out who wrote that and what was meant. If nothing has to wait, release it: holdPromotions(env: 'uat', state: 'released', reason: '…').",
      ],
      [
        'hold',
        'This image is held by erin since 2026-11-21 10:03 UTC: wait.',
        `Once the reason is gone: holdPromotions(digest: '${DIGEST}', state: 'released', reason: '…').`,
      ],
      [
        'hold',
        'It has to be assumed that this image is held. app:y is not believed: it is empty.',
        'Find out who wrote that and what was meant. If nothing has to wait, delete that tag.',
      ],
    ]);
  });

  it.each<[string, HoldRecord[], boolean]>([
    ['is held', [hold()], true],
    ['was released', [hold(), hold({ state: 'released', at: at(4) })], false],
    ['was held again', [hold({ state: 'released', at: at(2) }), hold()], true],
    ['was held until now', [hold({ until: at(30) })], false],
    ['is held until later', [hold({ until: at(31) })], true],
    ['was held again with an end', [hold(), hold({ at: at(4), until: at(30) })], false],
    ['bears the hold of an environment', [hold({ environment: 'uat' })], false],
  ])('an image: one that %s', (_, records, isHeld) => {
    const entries = records.map((record) => ({ ...placed, record }));

    expect(imageHolds(DIGEST, entries, [], at(30))).toHaveLength(isHeld ? 1 : 0);
  });

  it('an image: one that a hold was hidden from', () => {
    const problems = ['hold-held', 'hold-released'].map((label) => ({ label, sentence: label }));

    expect(imageHolds(DIGEST, [], problems, at(30))).toEqual([
      { of: { digest: DIGEST }, why: { unread: 'hold-held' } },
    ]);
  });
});

describe('an image that was rolled back', () => {
  const back: RollbackRecord = {
    kind: 'rollback',
    at: at(10),
    environment: 'uat',
    destination: 'prod.example.com/shop/checkout',
    tags: ['latest'],
    from: DIGEST,
    to: OTHER,
    by: 'erin',
    reason: 'Totals are wrong.',
  };
  const entry = (record: LedgerEntry['record'], digest = DIGEST) => ({ ...placed, digest, record });
  const promoted = (minute: number, environment = 'uat') =>
    entry({ ...placed.record, at: at(minute), environment } as LedgerEntry['record']);

  it('is refused with who did that and why', () => {
    expect(refused({ everywhere: [promoted(5), entry(back)] })).toEqual([
      [
        'rolled-back',
        'It was rolled back from uat by erin on 2026-11-21 10:10 UTC: Totals are wrong.',
        "Promote a build that has the fault no more. To bring this one back all the same: promoteImage(env: 'uat', force: ['rolled-back'], reason: '…').",
      ],
    ]);
  });

  it.each<[string, LedgerEntry[]]>([
    ['it was promoted again since', [entry(back), promoted(11)]],
    [
      'a rollback led back to it since',
      [entry(back), entry({ ...back, at: at(12), from: OTHER, to: DIGEST })],
    ],
    ['that was in another environment', [entry({ ...back, environment: 'prod' })]],
    ['it is the one that was gone back to', [entry({ ...back, from: OTHER, to: DIGEST })]],
    ['the record is about another image', [entry(back, OTHER)]],
  ])('is let in when %s', (_, everywhere) => {
    expect(held({ everywhere })).toEqual([]);
  });

  it('is refused again when it was rolled back twice', () => {
    const everywhere = [entry(back), promoted(11), entry({ ...back, at: at(12), by: 'frank' })];

    expect(held({ everywhere })).toEqual([
      'rolled-back: It was rolled back from uat by frank on 2026-11-21 10:12 UTC: Totals are wrong.',
    ]);
  });

  it('is refused although it was put into another environment since', () => {
    expect(held({ everywhere: [entry(back), promoted(11, 'prod')] })).toHaveLength(1);
  });

  it('is let in when somebody takes that on', () => {
    const forced = { by: 'erin', reason: 'It was the database.' };

    expect(held({ everywhere: [entry(back)], forced })).toEqual([]);
  });
});
