import { describe, expect, it } from 'vitest';
import type { ReadRecord } from '../../engine/evidence/read-record.ts';
import type { EvidenceRecord } from '../../engine/evidence/record.ts';
import { weighRecords } from '../../engine/evidence/trust.ts';
import { createBundle, readBundle } from '../../engine/signing/bundle.ts';
import type { Envelope } from '../../engine/signing/dsse.ts';
import type { Trust, TrustRule } from '../../engine/signing/trust.ts';
import { type KeyPair, keyPair } from '../signing/keys.ts';
import { minutesAgo, NOW, subject } from './repositories.ts';

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

const verdict = (
  is: 'accepted' | 'rejected' = 'accepted',
  some: { readonly at?: Date; readonly until?: Date } = {},
): EvidenceRecord => ({ kind: 'verdict', at: minutesAgo(5), is, by: 'somebody', ...some });
const hold = (state: 'held' | 'released', minutes: number): EvidenceRecord => ({
  ...{ kind: 'hold', at: minutesAgo(minutes), state, by: 'somebody', reason: 'quarter end' },
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
  return weighRecords(reads, by, into, NOW).map(({ doubt }) => doubt);
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
    rule({
      kinds: ['approval', 'verdict', 'hold'],
      signedBy: ['alice', 'bob', 'carol'],
      atLeast: 2,
    }),
  ]);
  const only = (name: string) => `2 of alice, bob, carol have to say so, and only ${name} did`;

  it('is met by two who say the same', () => {
    expect(doubts([read(verdict(), alice), read(verdict(), bob)], two)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('is not met by one who says it twice', () => {
    expect(doubts([read(verdict(), alice), read(verdict(), alice)], two)).toEqual([
      only('alice'),
      only('alice'),
    ]);
  });

  it('is not met by two who approve different plans', () => {
    expect(doubts([read(approval('1'), alice), read(approval('2'), bob)], two)).toEqual([
      only('alice'),
      only('bob'),
    ]);
  });

  it('is not met by two names of one key', () => {
    const again = keys.map(({ name, key }) => ({
      name,
      key: (name === 'bob' ? alice : undefined)?.public ?? key,
    }));

    expect(doubts([read(verdict(), alice)], { ...two, keys: again })).toEqual([only('alice')]);
  });

  it('is not met by a word of before somebody said the opposite', () => {
    const earlier = { at: minutesAgo(30) };
    const reads = [
      read(verdict('accepted', earlier), alice),
      read(verdict('rejected', { at: minutesAgo(20) }), bob),
      read(verdict(), carol),
    ];
    const held = [
      ...[read(hold('released', 30), alice), read(hold('held', 20), bob)],
      read(hold('released', 10), carol),
    ];

    expect(doubts(reads, two)).toEqual([only('alice'), undefined, only('carol')]);
    expect(doubts(held, two)).toEqual([only('alice'), undefined, only('carol')]);
  });

  it('heeds no opposite that does not count, or is over', () => {
    const [first, last] = [verdict('accepted', { at: minutesAgo(30) }), verdict()];
    const against = (until?: Date) =>
      verdict('rejected', { at: minutesAgo(20), ...(until && { until }) });
    const around = (middle: ReadRecord) => [read(first, alice), middle, read(last, carol)];

    expect(doubts(around(read(against(), jenkins)), two)[2]).toBeUndefined();
    expect(doubts(around(read(against(minutesAgo(10)), bob)), two)[2]).toBeUndefined();
  });

  it('is not met by a word that has expired', () => {
    const over = verdict('accepted', { at: minutesAgo(30), until: minutesAgo(10) });

    expect(doubts([read(over, alice), read(verdict(), bob)], two)).toEqual([
      undefined,
      only('bob'),
    ]);
  });

  it('lets one alone warn', () => {
    expect(doubts([read(verdict('rejected'), carol)], two)).toEqual([undefined]);
  });
});
