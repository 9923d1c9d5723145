import type { PublicKey } from './public-key.ts';
import { verifies } from './signature.ts';

/** A key whose signatures count, under a name that people know, in its time. */
export interface TrustedKey {
  readonly name: string;
  readonly key: PublicKey;
  readonly from?: Date;
  readonly until?: Date;
}

/** Who signed, by the names of trusted keys; where nobody did, in words why not. */
export type Signers =
  | { readonly names: readonly [string, ...string[]] }
  | { readonly names: readonly []; readonly problem: string };

/** Tries every key on every signature: what a signature says about its key decides nothing. */
export function findSigners(
  bytes: Uint8Array,
  signatures: readonly Uint8Array[],
  keys: readonly TrustedKey[],
  at: Date,
): Signers {
  const fitting = keys.filter(({ key }) => signatures.some((one) => verifies(key, bytes, one)));
  const problems = fitting.map((key) => outOfTime(key, at));
  const [first, ...more] = fitting.filter((_, i) => problems[i] === undefined);
  if (first !== undefined) return { names: [first.name, ...more.map(({ name }) => name)] };
  const reasons = problems.filter((problem) => problem !== undefined);
  return {
    names: [],
    problem: reasons.length > 0 ? reasons.join('; ') : 'no known key verifies it',
  };
}

/** Asked the other way round, a time that is none would be in every span. */
function outOfTime({ name, from, until }: TrustedKey, at: Date): string | undefined {
  if (from !== undefined && !(at.getTime() >= from.getTime())) {
    return `key ${name} verifies it but is valid only from ${from.toISOString()}`;
  }
  if (until !== undefined && !(at.getTime() <= until.getTime())) {
    return `key ${name} verifies it but was valid only until ${until.toISOString()}`;
  }
  return undefined;
}
