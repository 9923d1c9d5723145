import { Failure, oneLine } from '../failures.ts';
import type { TrustedKey } from '../signing/trusted-key.ts';
import { nameSome } from './name-some.ts';

/** Names of keys, as the schema of a gate checks them. */
export const KEY_NAMES = {
  type: 'array',
  minItems: 1,
  uniqueItems: true,
  items: { type: 'string', pattern: '\\S', patternErrorMessage: 'must be the name of a key' },
};

/**
 * The keys of these names; all where none is named.
 * @throws Failure UNKNOWN_KEY
 */
export function keysOf(
  trusted: readonly TrustedKey[],
  names: readonly string[] | undefined,
): readonly TrustedKey[] {
  const unknown = (names ?? []).filter((name) => !trusted.some((key) => key.name === name));
  if (unknown.length === 0) {
    return names === undefined ? trusted : trusted.filter(({ name }) => names.includes(name));
  }
  const known = trusted.length === 0 ? 'none' : nameSome(trusted.map(({ name }) => name));
  throw new Failure(
    'UNKNOWN_KEY',
    'configuration',
    `\`trust.keys\` has no key ${nameSome(unknown.map((name) => oneLine(name, 60)))}; it has ${known}`,
    'Correct the name, or add the key to `trust.keys`.',
  );
}

/** What to do where a gate has no key to check anything with. */
export const NO_KEYS = {
  outcome: 'fail',
  because: 'There is no key to check signatures with: `trust.keys` is empty.',
  remedy: 'Put the public key of the pipeline that signs into `trust.keys` of the policy.',
} as const;
