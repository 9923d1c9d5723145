import { describe, expect, it } from 'vitest';
import type { ReadRecord } from '../../engine/evidence/read-record.ts';
import type { EvidenceRecord } from '../../engine/evidence/record.ts';
import { weighRecords } from '../../engine/evidence/trust.ts';
import { createBundle, readBundle } from '../../engine/signing/bundle.ts';
import type { Envelope } from '../../engine/signing/dsse.ts';
import type { Trust, TrustRule } from '../../engine/signing/trust.ts';
import { type KeyPair, keyPair } from '../signing/keys.ts';
import { minutesAgo, subject } from './repositories.ts';

const [jenkins, alice, bob, carol, stranger] = Array.from({ length: 5 }, () => keyPair('ed25519'));
const pairs = { jenkins, alice, bob, carol } as Readonly<Record<string, KeyPair>>;
const keys = Object.entries(pairs).map(([name, { public: key }]) => ({ name, key }));

const rule = (some: Partial<TrustRule>): TrustRule => ({
  kinds: ['verdict'],
  environments: [],
  signedBy: ['alice'],
  atLeast: 1,
  ...some,
});
const trust = (rules: readonly TrustRule[] = [], some: Partial<Trust> = {}): Trust => ({
  keys,
  rules,
  acceptsUnsigned: false,
  ...some,
});

const verdict = (is: 'accepted' | 'rejected' = 'accepted'): EvidenceRecord => ({
  kind: 'verdict',
  at: minutesAgo(5),
  is,
  by: 'somebody',
});
const approval = (plan: string): EvidenceRecord => ({
  kind: 'approval',
  at: minutesAgo(5),
  environment: 'prod',
  by: 'somebody',
  plan,
});

/** The envelope alone is checked here: what it holds was read from it before. */
function read(record: EvidenceRecord, by?: KeyPair): ReadRecord {
  const envelope =
    by && (readBundle(createBundle('text/plain', Buffer.from('x'), by.signing)) as Envelope);
  return { tag: 'tag', digest: subject.digest, record, envelope };
}

function doubts(reads: readonly ReadRecord[], by: Trust | undefined, into?: string) {
  return weighRecords(reads, by, into).map(({ doubt }) => doubt);
}

describe('a record', () => {
  it('counts, whoever wrote it, where no trust is configured', () => {
    expect(doubts([read(verdict()), read(verdict(), stranger)], undefined)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('counts with any known signature where no rule is about it', () => {
    const reads = [read(verdict(), jenkins), read(verdict()), read(verdict(), stranger)];

    expect(doubts(reads, trust())).toEqual([
      undefined,
      'nobody signed it',
      'its signature does not count: no known key verifies it',
    ]);
  });

  it('counts unsigned only where that is said, and where no rule asks for more', () => {
    const accepting = { acceptsUnsigned: true };

    expect(doubts([read(verdict())], trust([], accepting))).toEqual([undefined]);
    expect(doubts([read(verdict())], trust([rule({})], accepting))).toEqual(['nobody signed it']);
    expect(doubts([read(verdict(), stranger)], trust([], accepting))).toEqual([
      'its signature does not count: no known key verifies it',
    ]);
  });

  it('needs a key that the rule names', () => {
    const reads = [read(verdict(), alice), read(verdict(), bob)];

    expect(doubts(reads, trust([rule({ signedBy: ['alice', 'carol'] })]))).toEqual([
      undefined,
      'it is signed by bob, where one of alice, carol has to sign',
    ]);
  });

  it('is held against the rules of the environment that it names', () => {
    const only = trust([rule({ kinds: ['approval'], environments: ['prod'] })]);

    expect(doubts([read(approval('1'), bob)], only, 'uat')).toEqual([
      'it is signed by bob, where alice has to sign',
    ]);
  });

  it('is held against those of the environment to enter, where it names none', () => {
    const only = trust([rule({ environments: ['prod'] })]);

    expect(doubts([read(verdict(), bob)], only, 'prod')).toEqual([
      'it is signed by bob, where alice has to sign',
    ]);
    expect(doubts([read(verdict(), bob)], only, 'uat')).toEqual([undefined]);
  });

  it('needs every rule that is about it', () => {
    const both = trust([rule({ signedBy: ['alice', 'bob'] }), rule({ signedBy: ['bob'] })]);

    expect(doubts([read(verdict(), alice), read(verdict(), bob)], both)).toEqual([
      'it is signed by alice, where bob has to sign',
      undefined,
    ]);
  });

  it('does not count where its key was out of date when it was made', () => {
    const expired = keys.map((key) => ({ ...key, until: new Date('2026-01-01T00:00:00Z') }));

    expect(doubts([read(verdict(), alice)], trust([rule({})], { keys: expired }))).toEqual([
      'its signature does not count: key alice verifies it but was valid only until 2026-01-01T00:00:00.000Z',
    ]);
  });
});

describe('a rule that asks for two', () => {
  const two = trust([
    rule({ kinds: ['approval', 'verdict'], signedBy: ['alice', 'bob', 'carol'], atLeast: 2 }),
  ]);

  it('is met by two who say the same', () => {
    expect(doubts([read(verdict(), alice), read(verdict(), bob)], two)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('is not met by one who says it twice', () => {
    const sentence = '2 of alice, bob, carol have to say so, and only alice did';

    expect(doubts([read(verdict(), alice), read(verdict(), alice)], two)).toEqual([
      sentence,
      sentence,
    ]);
  });

  it('is not met by two who approve different plans', () => {
    expect(doubts([read(approval('1'), alice), read(approval('2'), bob)], two)).toEqual([
      '2 of alice, bob, carol have to say so, and only alice did',
      '2 of alice, bob, carol have to say so, and only bob did',
    ]);
  });

  it('lets one alone warn', () => {
    expect(doubts([read(verdict('rejected'), carol)], two)).toEqual([undefined]);
  });
});
