import { TARGET_PLACEHOLDERS } from '../web/placeholders.ts';
import { urlTemplate } from '../web/url-template.ts';
import { anyMember, type MemberSchema } from './member-definition.ts';

/** Of a deployment, unless promotion.yaml says otherwise. */
export const DEPLOYMENT_TIMEOUT = '10m';

const SPAN = {
  type: 'string',
  pattern: '^([1-9][0-9]{0,2}m|[1-9][0-9]?h)$',
  patternErrorMessage: 'must be a whole number with m or h, for example 5m or 2h',
};

/** The JSON Schemas of what an environment says of its hosts. */
export function deploymentProperties(targets: readonly MemberSchema[]) {
  return {
    runsOn: {
      description:
        'Host of `hosts` that its containers run on, or a list of them; of a Swarm, one manager.',
      type: ['string', 'array'],
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string' },
    },
    pullFrom: {
      description:
        'Registry and repository that its hosts pull from, where it is not the one that is written, for example nexus-group/{image}.',
      type: 'string',
    },
    deploy: {
      description: 'Who is told, in this order, when the tags are in place.',
      type: 'array',
      items: anyMember('deploy', targets),
    },
    whenDeploymentFails: {
      description:
        'Whether the tags stay where the promotion put them (unless said), or go back with the hosts.',
      type: 'string',
      enum: ['keep', 'roll-back'],
      default: 'keep',
    },
  };
}

/** Settings that every target takes besides its own. */
export const COMMON_TARGET_SETTINGS = {
  name: {
    description: 'A name of your own, which tells two targets of a kind apart.',
    type: 'string',
    pattern: '^[a-z0-9][a-z0-9-]{0,39}$',
    patternErrorMessage:
      'must be a name of lower-case letters, digits and "-", at most 40, that starts with a letter or digit',
  },
  images: {
    description: 'The images of a release set that it is for; all of them unless said.',
    type: 'array',
    minItems: 1,
    uniqueItems: true,
    items: { type: 'string' },
  },
  timeout: {
    ...SPAN,
    description: 'How long it may take, for example 10m or 2h; then it has failed.',
    default: DEPLOYMENT_TIMEOUT,
  },
  health: {
    description: 'What has to hold when it is deployed; else what ran before goes back.',
    type: 'object',
    additionalProperties: false,
    properties: {
      url: {
        ...urlTemplate(TARGET_PLACEHOLDERS),
        description: 'An address that answers with 2xx when all is well.',
      },
      within: { ...SPAN, description: 'How long that may take to begin.', default: '5m' },
      soak: { ...SPAN, description: 'How long it has to last.' },
    },
  },
};
