import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../engine/evidence/ledger.ts';
import type { EvidenceRecord, TestResultRecord } from '../../engine/evidence/record.ts';
import {
  type ImageQuery,
  isNarrow,
  matches,
  mayMatch,
} from '../../engine/promotion/candidate/image-query.ts';
import { factsOf } from '../../engine/promotion/digest-facts.ts';
import { minutesAgo, NOW } from '../evidence/repositories.ts';
import { buildOf, imageNamed, promotionOf, verdictOf } from './environments.ts';

const { digest } = imageNamed('app');
const USUAL = [buildOf('10', 60), promotionOf('10', 50)];
const COMMIT = buildOf('10', 60).commit ?? '';

describe('an image', () => {
  it.each<[string, readonly EvidenceRecord[], ImageQuery]>([
    ['nothing is asked', [], {}],
    ['its build is', [], { build: '10' }],
    ['its commit begins so', [], { commit: COMMIT.slice(0, 8) }],
    ['nobody gave a verdict and none is asked for', [], { verdict: 'none' }],
    ['it was accepted', [verdictOf('accepted', 9)], { verdict: 'accepted' }],
    [
      'it was rejected and then accepted',
      [verdictOf('rejected', 9), verdictOf('accepted', 8)],
      { verdict: 'accepted' },
    ],
    ['it was revoked', [verdictOf('revoked', 9), verdictOf('accepted', 8)], { verdict: 'revoked' }],
    [
      'its acceptance has ended',
      [{ ...verdictOf('accepted', 9), until: minutesAgo(1) }],
      { verdict: 'none' },
    ],
    [
      'the worst of its suites failed',
      [tests('PASSED', 'unit', 5), tests('FAILED', 'end-to-end', 6)],
      { tests: 'failed' },
    ],
    [
      'a suite that failed has passed since',
      [tests('FAILED', 'unit', 9), tests('PASSED', 'unit', 5)],
      { tests: 'passed' },
    ],
    ['it came within that time', [], { since: minutesAgo(50) }],
    ['it came before that time', [], { before: minutesAgo(49) }],
    ['all of it holds', [verdictOf('accepted', 9)], { verdict: 'accepted', build: '10' }],
  ])('is meant where %s', (_, records, query) => {
    expect(matches(facts([...USUAL, ...records]), minutesAgo(50), query)).toBe(true);
  });

  it.each<[string, readonly EvidenceRecord[], ImageQuery]>([
    ['another build is asked for', [], { build: '1' }],
    ['another commit is', [], { commit: '00000000' }],
    [
      'build and commit are those of two builds',
      [buildOf('11', 5)],
      { build: '11', commit: COMMIT },
    ],
    ['nobody accepted it', [], { verdict: 'accepted' }],
    ['it was revoked', [verdictOf('revoked', 9)], { verdict: 'rejected' }],
    ['no tests ran', [], { tests: 'passed' }],
    ['it came earlier', [], { since: minutesAgo(49) }],
    ['it came later', [], { before: minutesAgo(50) }],
    ['only one of two holds', [verdictOf('accepted', 9)], { verdict: 'accepted', tests: 'passed' }],
  ])('is not meant where %s', (_, records, query) => {
    expect(matches(facts([...USUAL, ...records]), minutesAgo(50), query)).toBe(false);
  });

  it.each(['verdict-rejected', 'verdict-revoked'])(
    'was not accepted while a record under %s cannot be read',
    (label) => {
      const problems = [{ label, sentence: 'It is not believed.' }];

      const unclear = facts([...USUAL, verdictOf('accepted', 9)], problems);

      expect(matches(unclear, NOW, { verdict: 'accepted' })).toBe(false);
      expect(matches(unclear, NOW, { verdict: 'none' })).toBe(false);
    },
  );
});

describe('labels', () => {
  it('leave an image out only where the word that is asked for is not among them', () => {
    expect(mayMatch(['build', 'verdict-accepted'], { verdict: 'accepted' })).toBe(true);
    expect(mayMatch(['build', 'verdict-accepted'], { verdict: 'rejected' })).toBe(false);
    expect(mayMatch(['build'], { tests: 'failed' })).toBe(false);
    expect(mayMatch(['build', 'verdict-accepted'], { verdict: 'none', tests: 'none' })).toBe(true);
  });

  it('narrow no search by times alone', () => {
    expect(isNarrow({ since: NOW, before: NOW, verdict: 'none' })).toBe(false);
    expect(isNarrow({ build: '10' })).toBe(true);
  });
});

function facts(records: readonly EvidenceRecord[], problems: Ledger['problems'] = []) {
  const entries = records.map((record, i) => ({ tag: String(i), digest, record, signers: [] }));
  return factsOf(digest, { entries, doubted: [], problems, isRepositoryEmpty: false }, NOW);
}

function tests(result: TestResultRecord['result'], suite: string, minutes: number): EvidenceRecord {
  return {
    kind: 'test-result',
    at: minutesAgo(minutes),
    result,
    suite,
    configuration: [],
    counts: { passed: 1, warned: 0, failed: 0, skipped: 0 },
  };
}
