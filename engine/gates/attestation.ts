import { oneLine } from '../failures.ts';
import { AGE_LIMIT, ageProblem } from './age-limit.ts';
import { valueAt } from './dotted-path.ts';
import type { AttestationFact, Gate } from './gate.ts';
import { count, nameSome } from './name-some.ts';
import { KEY_NAMES, keysOf, NO_KEYS } from './named-keys.ts';
import { CONDITION, type Condition, conditionProblem, FIELD_PATH } from './predicate-condition.ts';
import { timeOf } from './scan/report-format.ts';
import { problems } from './signature.ts';

export interface AttestationSettings {
  readonly type: string;
  readonly keys?: readonly string[];
  readonly where?: readonly Condition[];
  readonly notOlderThan?: { readonly path: Condition['path']; readonly age: string };
}

/** A signed statement about the image; one that fulfils every condition is enough, however many there are. */
export const attestation: Gate<AttestationSettings> = {
  kind: 'attestation',
  settings: {
    type: 'object',
    description: 'A signed attestation about this very digest says what it has to say.',
    required: ['type'],
    properties: {
      type: {
        type: 'string',
        pattern: '^[A-Za-z][A-Za-z0-9+.-]*:\\S+$',
        patternErrorMessage: 'must be a URI, for example https://slsa.dev/provenance/v1',
        description: 'Its predicate type, for example https://slsa.dev/provenance/v1.',
      },
      keys: {
        ...KEY_NAMES,
        description:
          'Names of keys in `trust.keys`, one of which has signed it; any of them unless said.',
      },
      where: {
        type: 'array',
        minItems: 1,
        items: CONDITION,
        description: 'What fields of its predicate must be; one attestation has to fulfil all.',
      },
      notOlderThan: {
        type: 'object',
        additionalProperties: false,
        required: ['path', 'age'],
        properties: {
          path: FIELD_PATH,
          age: { ...AGE_LIMIT, description: 'How old it may be, for example 24h.' },
        },
        description: 'How old it may be, by a field of its predicate.',
      },
    },
  },

  async evaluate({ sources, now }, { type, keys: names, where = [], notOlderThan }) {
    const keys = keysOf(sources.trustedKeys, names);
    if (keys.length === 0) return NO_KEYS;
    const found = (await sources.attestations(keys)).filter(
      ({ predicateType }) => predicateType === undefined || predicateType === type,
    );
    const signed = found.filter(
      ({ signers, predicateType }) => signers.length > 0 && predicateType === type,
    );
    if (signed.length === 0) return unsigned(type, found);
    const complaints = signed.map((one) => complaintsOf(one, where, notOlderThan, now));
    const fulfilled = signed[complaints.findIndex((list) => list.length === 0)];
    if (fulfilled !== undefined) {
      const by = nameSome(fulfilled.signers.map((name) => oneLine(name, 60)));
      return {
        outcome: 'pass',
        because: `The attestation ${oneLine(type)} by ${by} fulfils ${count(where.length, 'condition')}.`,
      };
    }
    return {
      outcome: 'fail',
      because: `Of ${count(signed.length, 'attestation')} ${oneLine(type)}, none fulfils all: ${nameSome([...new Set(complaints.flat())], '; ')}.`,
      remedy:
        'Build or check the image again, so that it is attested as required, or promote one that is.',
    };
  },
};

function complaintsOf(
  { predicate = {} }: AttestationFact,
  where: readonly Condition[],
  notOlderThan: AttestationSettings['notOlderThan'],
  now: Date,
): readonly string[] {
  const unmet = where.map((condition) => conditionProblem(predicate, condition));
  const old =
    notOlderThan &&
    ageProblem(timeOf(valueAt(predicate, notOlderThan.path)), notOlderThan.age, now)?.why;
  return [...unmet, old].filter((problem) => problem !== undefined);
}

function unsigned(type: string, found: readonly AttestationFact[]) {
  const others =
    found.length === 0 ? '' : `; ${found.length} of those there do not count${problems(found)}`;
  return {
    outcome: 'fail',
    because: `The image has no attestation ${oneLine(type)} that a known key signed${others}.`,
    remedy: `Attach one: cosign attest --key … --type … --predicate … repository@sha256:…, of the type ${oneLine(type)}.`,
  } as const;
}
