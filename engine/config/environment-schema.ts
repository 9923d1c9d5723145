import { deploymentProperties } from './deployment-schema.ts';
import { DURATION } from './duration.ts';
import { RUNNING } from './hosts-schema.ts';
import { anyMember, type MemberSchema } from './member-definition.ts';
import { PLACEHOLDERS } from './templates.ts';
import { SIGNING } from './trust-schema.ts';

/** Of a gate, unless promotion.yaml says otherwise. */
export const GATE_TIMEOUT = '5m';

const TAG_PLACEHOLDERS = PLACEHOLDERS.map((name) => `{${name}}`).join(', ');

const ONE_OR_MORE_TEXTS = {
  type: ['string', 'array'],
  minItems: 1,
  uniqueItems: true,
  items: { type: 'string' },
};

const APPROVAL = {
  description: 'People who have to agree before an image enters.',
  type: 'object',
  additionalProperties: false,
  required: ['submitters'],
  properties: {
    submitters: {
      description: 'Jenkins users and groups; any one of them may approve.',
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: {
        type: 'string',
        pattern: '^[^,\\s](?:[^,]*[^,\\s])?$',
        patternErrorMessage: 'must be one Jenkins user or group, without a comma',
      },
    },
    notBy: {
      description:
        'Who may not approve: the one who asked for the promotion, or who made the commit.',
      type: 'array',
      uniqueItems: true,
      items: { type: 'string', enum: ['requester', 'committer'] },
    },
    atLeast: {
      description: 'How many people have to approve, each asked on their own; 1 unless said.',
      type: 'integer',
      minimum: 1,
      maximum: 10,
      default: 1,
    },
    comment: {
      description: 'Whether who approves has to say why; a rejection always has to.',
      type: 'string',
      enum: ['optional', 'required'],
      default: 'optional',
    },
    timeout: {
      description: 'How long the question stays open, for example 90m, 24h or 3d.',
      type: 'string',
      default: '3d',
      pattern: DURATION,
      patternErrorMessage: 'must be a whole number with m, h or d, for example 90m, 24h or 3d',
    },
  },
};

const CARRY = {
  description:
    'What goes along with an image besides its records: all (unless said), none, or artifact types and endings of cosign tags, for example sig.',
  type: ['string', 'array'],
  default: 'all',
  pattern: '^(all|none)$',
  patternErrorMessage: 'must be all, none, or a list of artifact types',
  items: { type: 'string' },
};

const SIGN = {
  ...SIGNING,
  description:
    'Images are signed as cosign does it, before they are visible here. Not with the key of `signing`: cosign takes any record that a key signed for a signature of the image.',
};

const FORCE = {
  description:
    'Who may put a promotion through although gates say no, with a reason, and which gates.',
  type: 'object',
  additionalProperties: false,
  required: ['by', 'gates'],
  properties: {
    by: { description: 'Jenkins users.', type: 'array', minItems: 1, items: { type: 'string' } },
    gates: {
      description: 'Kinds of gates, and `rolled-back` for images that were rolled back from here.',
      type: 'array',
      minItems: 1,
      items: { type: 'string' },
    },
  },
};

/** The JSON Schema of one environment. */
export function environmentSchema(
  gates: readonly MemberSchema[],
  targets: readonly MemberSchema[],
): object {
  return {
    description: 'One environment.',
    type: 'object',
    additionalProperties: false,
    required: ['repository', 'tags'],
    properties: {
      from: {
        description: 'Environment that an image comes from, or a list of them: any one will do.',
        ...ONE_OR_MORE_TEXTS,
      },
      repository: {
        description:
          'Registry and repository, for example nexus-dev/{image}; a list is written in full everywhere.',
        ...ONE_OR_MORE_TEXTS,
      },
      tags: {
        description: `Tags that the image gets, with ${TAG_PLACEHOLDERS}. Quote those that start with a brace.`,
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { type: 'string' },
      },
      gates: {
        description: 'Checks that have to pass before an image enters.',
        type: 'array',
        items: anyMember('gate', gates),
      },
      carry: CARRY,
      sign: SIGN,
      approval: APPROVAL,
      force: FORCE,
      candidate: RUNNING,
      ...deploymentProperties(targets),
    },
  };
}

/** Settings that every gate takes besides its own. */
export const COMMON_GATE_SETTINGS = {
  name: {
    description: 'A name of your own, which tells two gates of a kind apart.',
    type: 'string',
    pattern: '^[a-z0-9][a-z0-9-]{0,39}$',
    patternErrorMessage:
      'must be a name of lower-case letters, digits and "-", at most 40, that starts with a letter or digit',
  },
  mode: {
    description: 'Whether it refuses the promotion, which it does unless said, or only warns.',
    type: 'string',
    enum: ['refuse', 'warn'],
    default: 'refuse',
  },
  timeout: {
    description: 'How long it may take, for example 90m or 2h; then it could not tell.',
    type: 'string',
    default: GATE_TIMEOUT,
    pattern: '^([1-9][0-9]{0,2}m|[1-9][0-9]?h)$',
    patternErrorMessage: 'must be a whole number with m or h, for example 5m or 2h',
  },
};
