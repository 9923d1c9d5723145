import { oneLine } from '../failures.ts';
import { readPublicKey } from '../signing/public-key.ts';
import type { TrustedKey } from '../signing/trusted-key.ts';
import type { Gate, SignatureFact } from './gate.ts';
import { count, nameSome } from './name-some.ts';
import { KEY_NAMES, keysOf, NO_KEYS } from './named-keys.ts';

export interface SignatureSettings {
  readonly keys?: readonly string[];
  readonly publicKeys?: readonly string[];
  readonly atLeast?: number;
}

/** Signatures of the image as cosign makes them; each key counts once, whatever its names. */
export const signature: Gate<SignatureSettings> = {
  kind: 'signature',
  settings: {
    type: 'object',
    description: 'The image is signed, as cosign does it, with keys that are known.',
    properties: {
      keys: {
        ...KEY_NAMES,
        description: 'Names of keys in `trust.keys`; all of them, unless keys are given here.',
      },
      publicKeys: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: {
          type: 'string',
          pattern: '^\\s*-----BEGIN (RSA )?PUBLIC KEY-----',
          patternErrorMessage: 'must be a public key in PEM: -----BEGIN PUBLIC KEY-----',
        },
        description: 'Public keys in PEM that are not in `trust.keys`.',
      },
      atLeast: {
        type: 'integer',
        minimum: 1,
        default: 1,
        description: 'How many different keys must have signed.',
      },
    },
  },

  async evaluate({ sources }, { keys: names, publicKeys = [], atLeast = 1 }) {
    const given = publicKeys.map((pem, i) => {
      const name = `publicKeys[${i}]`;
      return { name, key: readPublicKey(pem, name) };
    });
    const isOwnOnly = names === undefined && given.length > 0;
    const keys = [...(isOwnOnly ? [] : keysOf(sources.trustedKeys, names)), ...given];
    if (keys.length === 0) return NO_KEYS;
    const signatures = await sources.signatures(keys);
    const signers = distinct(keys, signatures);
    const among = nameSome(keys.map(({ name }) => oneLine(name, 60)));
    if (signers.length >= atLeast) {
      return { outcome: 'pass', because: `The image is signed by ${nameSome(signers)}.` };
    }
    if (signatures.length === 0) {
      return {
        outcome: 'fail',
        because: 'The image has no signature.',
        remedy: `Sign it by its digest (cosign sign --key … repository@sha256:…) with ${among}.`,
      };
    }
    const by = signers.length === 0 ? 'none of them has' : `only ${nameSome(signers)} has`;
    return {
      outcome: 'fail',
      because: `The image must be signed with ${count(atLeast, 'key')} of ${among}; ${by}${problems(signatures)}.`,
      remedy: 'Have it signed with the other keys, or check whose key signed it.',
    };
  },
};

/** Names of the keys that signed; two names of one key are one signer. */
function distinct(
  keys: readonly TrustedKey[],
  signatures: readonly SignatureFact[],
): readonly string[] {
  const names = new Set(signatures.flatMap(({ signers }) => signers));
  const byKey = new Map(
    keys.filter(({ name }) => names.has(name)).map(({ name, key }) => [key.fingerprint, name]),
  );
  return [...byKey.values()].map((name) => oneLine(name, 60));
}

/** ` (no known key verifies it)`: why some count for nobody. */
export function problems(signatures: readonly SignatureFact[]): string {
  const reasons = signatures.filter(({ signers }) => signers.length === 0);
  const words = [...new Set(reasons.map(({ problem }) => oneLine(problem ?? 'nobody known', 120)))];
  return words.length === 0 ? '' : ` (${nameSome(words, '; ')})`;
}
