import { describe, expect, it } from 'vitest';
import { happeningsIn, type PlacedLedger } from '../../engine/answers/happenings.ts';
import type { EvidenceRecord } from '../../engine/evidence/record.ts';
import { minutesAgo } from '../evidence/repositories.ts';
import { buildOf, imageNamed, promotionOf, verdictOf } from './environments.ts';

const { digest } = imageNamed('app');

describe('what records tell', () => {
  it('is told once where copies of a record stand in several repositories', () => {
    const told = happeningsIn([
      ledger('dev', [buildOf('10', 9), verdictOf('accepted', 5)]),
      ledger('qa', [verdictOf('accepted', 5), buildOf('10', 9)]),
    ]);

    expect(told.map(({ record, places }) => [record.kind, places])).toEqual([
      ['build', ['dev', 'qa']],
      ['verdict', ['dev', 'qa']],
    ]);
  });

  it('is told once where one promotion entered two regions', () => {
    const told = happeningsIn([
      ledger('eu', [promotionOf('10', 9, 'eu')]),
      ledger('us', [promotionOf('10', 8, 'us')]),
    ]);

    expect(told.map(({ at, places }) => [at, places])).toEqual([[minutesAgo(9), ['eu', 'us']]]);
  });

  it('is told twice where it happened twice', () => {
    const told = happeningsIn([
      ledger('eu', [promotionOf('10', 9, 'eu'), promotionOf('10', 5, 'eu')]),
      ledger('qa', [verdictOf('accepted', 4), verdictOf('accepted', 20)]),
    ]);

    expect(told.map(({ record }) => record.kind)).toEqual([
      'verdict',
      'promotion',
      'promotion',
      'verdict',
    ]);
  });

  it('is marked where the record does not count, apart from one that does', () => {
    const verdict = verdictOf('accepted', 5);
    const sentence = 'qa:some-tag does not count: nobody signed it.';
    const doubted = [{ tag: 'some-tag', digest, record: verdict, signers: [], sentence }];

    const told = happeningsIn([
      { repository: 'qa', ledger: { ...ledger('qa', []).ledger, doubted } },
      ledger('dev', [verdict]),
    ]);

    expect(told.map(({ doubt, places }) => [doubt, places])).toEqual([
      ['nobody signed it.', ['qa']],
      [undefined, ['dev']],
    ]);
  });
});

function ledger(repository: string, records: readonly EvidenceRecord[]): PlacedLedger {
  const entries = records.map((record, i) => ({ tag: String(i), digest, record, signers: [] }));
  return { repository, ledger: { entries, doubted: [], problems: [], isRepositoryEmpty: false } };
}
