import type { Trust, TrustRule } from '../signing/trust.ts';
import { verifyEnvelope } from '../signing/verify-envelope.ts';
import { isOver, type SignedRecord, sayersIn, takesBack } from './claims.ts';
import type { ReadRecord } from './read-record.ts';
import type { EvidenceRecord } from './record.ts';

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
  now: Date,
): readonly WeighedRecord[] {
  if (trust === undefined) return reads.map((read) => ({ read, signers: [] }));
  const signed = reads.map((read) => {
    const one = { read, ...signatureOf(read, trust) };
    const rules = rulesFor(read.record, trust, into);
    return { ...one, rules, doubt: signerDoubt(one, rules, trust) };
  });
  const takenBack = signed
    .filter(({ read: { record }, doubt }) => doubt === undefined && takesBack(record))
    .map(({ read }) => read)
    .filter(({ record }) => !isOver(record, now));
  const sayersOf = sayersIn(signed, takenBack, now);
  return signed.map(({ read, signers, rules, doubt: own }) => {
    const doubt = own ?? companyDoubt(read.record, rules, sayersOf(read), trust);
    return { read, signers, ...(doubt !== undefined && { doubt }) };
  });
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

/** Every rule has to hold; the first that does not is told. */
function signerDoubt(
  { read, problem, signers }: SignedRecord,
  rules: readonly TrustRule[],
  { acceptsUnsigned }: Trust,
): string | undefined {
  if (rules.length === 0 && read.envelope === undefined && acceptsUnsigned) return undefined;
  if (problem !== undefined) return problem;
  const broken = rules.find(({ signedBy }) => !signers.some((name) => signedBy.includes(name)));
  if (broken === undefined) return undefined;
  return `it is signed by ${signers.join(', ')}, where ${anyOf(broken.signedBy)} has to sign`;
}

/** One word is enough for a warning: whoever gives it need not find company first. */
function companyDoubt(
  record: EvidenceRecord,
  rules: readonly TrustRule[],
  sayers: ReadonlySet<string>,
  { keys }: Trust,
): string | undefined {
  if (takesBack(record) || record.kind === 'refusal') return undefined;
  const keyOf = (name: string) => keys.find((one) => one.name === name)?.key.fingerprint;
  for (const { signedBy, atLeast } of rules) {
    const names = signedBy.filter((name) => sayers.has(name));
    // A key of two names has one word.
    const saying = names.filter(
      (name, i) => names.findIndex((one) => keyOf(one) === keyOf(name)) === i,
    );
    if (saying.length < atLeast) {
      return `${atLeast} of ${signedBy.join(', ')} have to say so, and only ${saying.join(', ')} did`;
    }
  }
  return undefined;
}

function anyOf(names: readonly string[]): string {
  return names.length === 1 ? names.join() : `one of ${names.join(', ')}`;
}
