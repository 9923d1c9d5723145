import { APPLICATIONS } from './applications.ts';
import { CREDENTIAL_ID } from './credential-variables.ts';
import { COMMON_TARGET_SETTINGS } from './deployment-schema.ts';
import { COMMON_GATE_SETTINGS, environmentSchema } from './environment-schema.ts';
import { HOST } from './hosts-schema.ts';
import { type MemberSchema, memberDefinitions } from './member-definition.ts';
import { SIGNING, trustSchema } from './trust-schema.ts';

/** How ajv compiles the schema; `discriminator` makes it judge a gate by the settings of its own kind alone. */
export const VALIDATOR_OPTIONS = {
  allErrors: true,
  verbose: true,
  strict: true,
  allowUnionTypes: true,
  discriminator: true,
  inlineRefs: false,
  messages: false,
  keywords: ['patternErrorMessage'],
};

const NAME = {
  pattern: '^[a-z0-9][a-z0-9-]{0,39}$',
  patternErrorMessage:
    'must be a name of lower-case letters, digits and "-", at most 40, that starts with a letter or digit',
};

/**
 * The JSON Schema of promotion.yaml: draft-07, which is ajv's own and the latest that the YAML and JSON servers of
 * editors know in full. `patternErrorMessage` is what those show for a pattern, and so do we.
 */
export function promotionSchema(
  gates: readonly MemberSchema[],
  targets: readonly MemberSchema[],
  recordKinds: readonly string[],
): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'promotion.yaml',
    description: 'The way of an image through its environments.',
    type: 'object',
    additionalProperties: false,
    required: ['registries', 'environments'],
    properties: {
      $schema: { description: 'Where editors find this schema.', type: 'string' },
      image: {
        description:
          'Name of the image, for example shop/checkout; {image} in the templates below.',
        type: 'string',
      },
      images: {
        description: 'In place of `image`: several images that are promoted as one release set.',
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { type: 'string' },
      },
      registries: {
        description: 'The registries, by a name of your own.',
        type: 'object',
        minProperties: 1,
        propertyNames: NAME,
        additionalProperties: REGISTRY,
      },
      hosts: {
        description: 'The Docker engines that images run on, by a name of your own.',
        type: 'object',
        propertyNames: NAME,
        additionalProperties: HOST,
      },
      environments: {
        description: 'The environments, by name. Builds push to those without `from`.',
        type: 'object',
        minProperties: 1,
        propertyNames: NAME,
        additionalProperties: environmentSchema(gates, targets),
      },
      signing: { ...SIGNING, description: 'The private key that signs every record.' },
      trust: trustSchema(NAME, recordKinds),
      applications: APPLICATIONS,
    },
    definitions: {
      ...memberDefinitions('gate', gates, COMMON_GATE_SETTINGS),
      ...memberDefinitions('deploy', targets, COMMON_TARGET_SETTINGS),
    },
  };
}

const REGISTRY = {
  description: 'A registry that speaks the OCI distribution API.',
  type: 'object',
  additionalProperties: false,
  required: ['url'],
  properties: {
    url: {
      description:
        'Where it is, for example https://nexus.example.com:8082; with a path where it is served below one.',
      type: 'string',
    },
    prefix: {
      description:
        'First part of every repository there, for example docker-prod where Nexus routes by path.',
      type: 'string',
    },
    credentials: {
      description: 'Id of a Jenkins credential with user name and password.',
      type: 'string',
      pattern: CREDENTIAL_ID,
      patternErrorMessage:
        'must be the id of a Jenkins credential: letters, digits, ".", "_" and "-"',
    },
    ca: {
      description:
        'Path of a PEM file with certificate authorities to trust besides those of Node.',
      type: 'string',
      pattern: '\\S',
      patternErrorMessage: 'must be the path of a PEM file',
    },
    signInHosts: {
      description: 'Hosts, besides its own, that may be sent the credential to issue a token.',
      type: 'array',
      items: {
        type: 'string',
        pattern: '^[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?$',
        patternErrorMessage:
          'must be a host, with a port if it needs one, for example auth.example.com',
      },
    },
  },
};
