import type { Trust, TrustRule } from '../signing/trust.ts';
import { verifyEnvelope } from '../signing/verify-envelope.ts';
import { recordForms } from './kinds/index.ts';
import type { ReadRecord } from './read-record.ts';
import type { EvidenceRecord, RecordForm } from './record.ts';

/** A record, and the trusted keys whose word it is; none where nobody is asked to sign. */
export interface WeighedRecord {
  readonly read: ReadRecord;
  readonly signers: readonly string[];
  /** Why it decides nothing, in words; undefined where it counts. */
  readonly doubt?: string;
}

/**
 * Tells which records count. A rule is about the environment that a record names; about those that name none,
 * such as a verdict, it is the one that the image would enter.
 * @param into environment that the image would enter
 */
export function weighRecords(
  reads: readonly ReadRecord[],
  trust: Trust | undefined,
  into: string | undefined,
): readonly WeighedRecord[] {
  if (trust === undefined) return reads.map((read) => ({ read, signers: [] }));
  const signed = reads.map((read) => ({ read, ...signatureOf(read, trust) }));
  const saying = signersByClaim(signed);
  return signed.map((one) => {
    const rules = rulesFor(one.read.record, trust, into);
    const doubt = rules.length === 0 ? withoutRule(one, trust) : doubtOf(one, rules, saying);
    const { read, signers } = one;
    return { read, signers, ...(doubt !== undefined && { doubt }) };
  });
}

interface SignedRecord {
  readonly read: ReadRecord;
  readonly signers: readonly string[];
  /** Why no trusted key's word is in it. */
  readonly problem?: string;
}

/** The keys must have been valid when the record was made, as it says itself. */
function signatureOf({ envelope, record }: ReadRecord, { keys }: Trust) {
  if (envelope === undefined) return { signers: [], problem: 'nobody signed it' };
  const verified = verifyEnvelope(envelope, keys, record.at);
  if ('problem' in verified) {
    return { signers: [], problem: `its signature does not count: ${verified.problem}` };
  }
  return { signers: verified.signers };
}

function rulesFor(
  record: EvidenceRecord,
  { rules }: Trust,
  into: string | undefined,
): readonly TrustRule[] {
  const about = ('environment' in record ? record.environment : undefined) ?? into;
  return rules.filter(
    ({ kinds, environments }) =>
      kinds.includes(record.kind) &&
      (environments.length === 0 || (about !== undefined && environments.includes(about))),
  );
}

function withoutRule({ read, problem }: SignedRecord, trust: Trust): string | undefined {
  const isUnsigned = read.envelope === undefined;
  return isUnsigned && trust.acceptsUnsigned ? undefined : problem;
}

/** Every rule has to hold; the first that does not is told. */
function doubtOf(
  one: SignedRecord,
  rules: readonly TrustRule[],
  sayingByClaim: ReadonlyMap<string, ReadonlySet<string>>,
): string | undefined {
  const { problem, signers, read } = one;
  if (problem !== undefined) return problem;
  const sayTheSame = sayingByClaim.get(claimOf(read));
  for (const { signedBy, atLeast } of rules) {
    if (!signers.some((name) => signedBy.includes(name))) {
      return `it is signed by ${signers.join(', ')}, where ${anyOf(signedBy)} has to sign`;
    }
    const saying = signedBy.filter((name) => sayTheSame?.has(name));
    if (saying.length < atLeast && !isWarning(read.record)) {
      return `${atLeast} of ${signedBy.join(', ')} have to say so, and only ${saying.join(', ')} did`;
    }
  }
  return undefined;
}

/** Records that one word suffices for: whoever warns need not find company first. */
function isWarning(record: EvidenceRecord): boolean {
  if (record.kind === 'verdict') return record.is !== 'accepted';
  return record.kind === 'refusal' || (record.kind === 'hold' && record.state === 'held');
}

/** Who says what, told once for all records: a hostile repository holds many. */
function signersByClaim(all: readonly SignedRecord[]): ReadonlyMap<string, ReadonlySet<string>> {
  const saying = new Map<string, Set<string>>();
  for (const { read, signers } of all) {
    const claim = claimOf(read);
    const names = saying.get(claim) ?? new Set();
    saying.set(claim, names);
    for (const name of signers) names.add(name);
  }
  return saying;
}

/** What is the same in the records of several people who say the same. */
function claimOf({ record, digest }: ReadRecord): string {
  const form = recordForms[record.kind] as RecordForm<EvidenceRecord>;
  const environment = 'environment' in record ? record.environment : undefined;
  const plan = 'plan' in record ? record.plan : undefined;
  return JSON.stringify([digest, form.label(record), environment, plan]);
}

function anyOf(names: readonly string[]): string {
  return names.length === 1 ? names.join() : `one of ${names.join(', ')}`;
}
