import { CREDENTIAL_ID } from './credential-variables.ts';

const CREDENTIAL = {
  type: 'string',
  pattern: CREDENTIAL_ID,
  patternErrorMessage: 'must be the id of a Jenkins credential: letters, digits, ".", "_" and "-"',
};

const NAMES = { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string' } };

const DAY = {
  type: 'string',
  pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$',
  patternErrorMessage: 'must be a day, for example 2026-11-21; it begins and ends in UTC',
};

/** With what a step signs. */
export const SIGNING = {
  description: 'The private key that signs.',
  type: 'object',
  additionalProperties: false,
  required: ['key'],
  properties: {
    key: {
      description: 'Id of a Jenkins secret file with the key: PEM, or as cosign makes it.',
      ...CREDENTIAL,
    },
    password: {
      description: 'Id of a Jenkins secret text with the password of the key.',
      ...CREDENTIAL,
    },
  },
};

const TRUSTED_KEY = {
  description: 'A public key: its text, or the path of a file with it.',
  type: 'object',
  additionalProperties: false,
  properties: {
    publicKey: { description: 'The key as PEM.', type: 'string' },
    file: { description: 'Path of a PEM file in the workspace.', type: 'string' },
    from: { description: 'First day on which it could sign.', ...DAY },
    until: { description: 'Last day on which it could sign.', ...DAY },
  },
};

/** Whose records count. */
export function trustSchema(names: object, kinds: readonly string[]): object {
  return {
    description: 'Whose records count. Without it, all do, since whoever may push can write some.',
    type: 'object',
    additionalProperties: false,
    required: ['keys'],
    properties: {
      keys: {
        description: 'Public keys, by a name of your own.',
        type: 'object',
        minProperties: 1,
        propertyNames: names,
        additionalProperties: TRUSTED_KEY,
      },
      records: {
        description:
          'Who has to sign which records. Those that nothing is said about count when any of the keys signed them.',
        type: 'array',
        minItems: 1,
        items: {
          description: 'A rule for some kinds of records.',
          type: 'object',
          additionalProperties: false,
          required: ['kinds', 'signedBy'],
          properties: {
            kinds: {
              description: 'The kinds of records that it is about.',
              ...NAMES,
              items: { type: 'string', enum: kinds },
            },
            environments: {
              description: 'The environments that it is about; all unless said.',
              ...NAMES,
            },
            signedBy: { description: 'Names of keys, any one of which will do.', ...NAMES },
            atLeast: {
              description: 'How many of them have to say the same; 1 unless said.',
              type: 'integer',
              minimum: 1,
              default: 1,
            },
          },
        },
      },
      unsigned: {
        description: 'Whether records count that nobody signed, where no rule is about them.',
        type: 'string',
        enum: ['refused', 'accepted'],
        default: 'refused',
      },
    },
  };
}
