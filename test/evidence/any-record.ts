import fc from 'fast-check';
import { recordedLine } from '../../engine/evidence/fields.ts';
import type { EvidenceRecord } from '../../engine/evidence/record.ts';
import type { Digest } from '../../engine/oci/digest.ts';
import { type Kind, SUBJECT } from './records.ts';

const line = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map(recordedLine)
  .filter((text) => text !== '');
const lines = fc.array(line, { maxLength: 4 });
const hex = fc.constantFrom(...'0123456789abcdef');
const digest = fc
  .oneof(
    fc.string({ unit: hex, minLength: 64, maxLength: 64 }).map((digits) => `sha256:${digits}`),
    fc.string({ unit: hex, minLength: 128, maxLength: 128 }).map((digits) => `sha512:${digits}`),
  )
  .map((text) => text as Digest);
const date = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59Z'),
  noInvalidDate: true,
});
const word = <Word extends string>(...words: readonly Word[]) => fc.constantFrom(...words);
const kind = <Name extends Kind>(name: Name) => fc.constant(name);
const pinned = fc.record({ uri: line, digest });
const gate = fc.record({ kind: line, outcome: line, because: line });

const promotion = {
  ...{ kind: kind('promotion'), at: date, environment: line, from: line, destination: line },
  ...{ tags: lines, approvedBy: lines, gates: fc.array(gate), plan: line, policy: pinned },
  inputs: fc.array(pinned, { minLength: 1, maxLength: 3 }),
  force: fc.record({ reason: line, by: line, gates: lines }),
  ...{ replaced: digest, requestedBy: line, changeTicket: line, build: line, url: line },
};

const testRun = fc
  .record({ passedTests: lines, warnedTests: lines, failedTests: lines, more: fc.nat() })
  .map(({ more, ...names }) => ({
    ...names,
    result: resultOf(names),
    counts: {
      passed: names.passedTests.length + more,
      warned: names.warnedTests.length,
      failed: names.failedTests.length,
      skipped: more,
    },
  }));

const RECORDS: { readonly [K in Kind]: fc.Arbitrary<EvidenceRecord & { kind: K }> } = {
  build: fc.record(
    {
      ...{ kind: kind('build'), at: date, image: line, environment: line, tags: lines },
      ...{ committers: lines, number: line, job: line, url: line, commit: line },
      ...{ branch: line, version: line, requestedBy: line },
    },
    { requiredKeys: ['kind', 'at', 'image', 'environment', 'tags', 'committers'] },
  ),
  'test-result': fc
    .tuple(
      testRun,
      fc.record(
        {
          ...{ kind: kind('test-result'), at: date, configuration: fc.array(pinned) },
          ...{ suite: line, build: line, job: line, by: line, url: line },
        },
        { requiredKeys: ['kind', 'at', 'configuration'] },
      ),
    )
    .map(([run, rest]) => ({ ...run, ...rest })),
  verdict: fc.record(
    {
      ...{ kind: kind('verdict'), at: date, is: word('accepted', 'rejected', 'revoked') },
      ...{ by: line, reason: line, until: date, url: line },
    },
    { requiredKeys: ['kind', 'at', 'is', 'by'] },
  ),
  approval: fc.record(
    {
      ...{ kind: kind('approval'), at: date, environment: line, by: line, plan: line },
      ...{ comment: line, until: date, url: line },
    },
    { requiredKeys: ['kind', 'at', 'environment', 'by'] },
  ),
  refusal: fc.record(
    {
      ...{ kind: kind('refusal'), at: date, environment: line, reasons: lines },
      ...{ requestedBy: line, url: line },
    },
    { requiredKeys: ['kind', 'at', 'environment', 'reasons'] },
  ),
  promotion: fc.record(promotion, {
    requiredKeys: [
      ...(['kind', 'at', 'environment', 'from', 'destination', 'tags'] as const),
      ...(['approvedBy', 'gates', 'plan', 'policy'] as const),
    ],
  }),
  rollback: fc.record(
    {
      ...{ kind: kind('rollback'), at: date, environment: line, destination: line, tags: lines },
      ...{ from: digest, to: fc.constant(SUBJECT), by: line, reason: line, url: line },
    },
    {
      requiredKeys: [
        ...(['kind', 'at', 'environment', 'destination', 'tags'] as const),
        ...(['from', 'to', 'by', 'reason'] as const),
      ],
    },
  ),
  hold: fc.record(
    {
      ...{ kind: kind('hold'), at: date, state: word('held', 'released'), by: line, reason: line },
      ...{ environment: line, until: date, url: line },
    },
    { requiredKeys: ['kind', 'at', 'state', 'by', 'reason'] },
  ),
  deployment: fc.record(
    {
      ...{ kind: kind('deployment'), at: date, environment: line, url: line, message: line },
      target: fc.record({ kind: line, name: line }),
      state: word('succeeded', 'failed', 'rolled-back'),
      ...{ replaced: digest, by: line },
    },
    { requiredKeys: ['kind', 'at', 'environment', 'target', 'state'] },
  ),
};

function resultOf(names: { failedTests: readonly string[]; warnedTests: readonly string[] }) {
  if (names.failedTests.length > 0) return 'FAILED' as const;
  return names.warnedTests.length > 0 ? ('WARNED' as const) : ('PASSED' as const);
}

/** Any record of a kind that an honest writer could write. */
export function anyRecord(kind: Kind): fc.Arbitrary<EvidenceRecord> {
  return RECORDS[kind];
}
