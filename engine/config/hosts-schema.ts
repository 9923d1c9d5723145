import { CREDENTIAL_ID } from './credential-variables.ts';

/** The JSON Schema of one entry of `hosts:`. */
export const HOST = {
  description: 'A Docker engine; of a Swarm, one of its managers.',
  type: 'object',
  additionalProperties: false,
  properties: {
    url: {
      description:
        'Where it answers: ssh://deploy@swarm-qa.example.com, tcp://swarm-qa.example.com:2376 or unix:///var/run/docker.sock.',
      type: 'string',
    },
    context: {
      description: 'In place of `url`: a Docker context of the agent.',
      type: 'string',
      pattern: '^[A-Za-z0-9][A-Za-z0-9_.+-]*$',
      patternErrorMessage: 'must be the name of a Docker context',
    },
    credentials: {
      description:
        'Id of a Jenkins credential: a private key with its user for ssh://, a Docker client certificate for tcp://.',
      type: 'string',
      pattern: CREDENTIAL_ID,
      patternErrorMessage:
        'must be the id of a Jenkins credential: letters, digits, ".", "_" and "-"',
    },
    knownHosts: {
      description:
        'For ssh://: path of a known_hosts file on the agent, where it is not the usual one.',
      type: 'string',
      pattern: '\\S',
      patternErrorMessage: 'must be the path of a file',
    },
    insecure: {
      description:
        'For tcp:// without a certificate: that whoever reaches the port may do anything on that host is known and meant.',
      type: 'boolean',
    },
  },
};

/** What runs, by one of its names; the JSON Schema of `candidate:`. */
export const RUNNING = {
  description:
    'What of the environment before is promoted, where the step names nothing: the image that this service, stack, container or Compose project runs there.',
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  properties: {
    service: { description: 'A Swarm service.', type: 'string', minLength: 1 },
    stack: {
      description: 'A Swarm stack: all images of its services, as one release set.',
      type: 'string',
      minLength: 1,
    },
    container: { description: 'A container.', type: 'string', minLength: 1 },
    project: {
      description: 'A Compose project: all images of its containers, as one release set.',
      type: 'string',
      minLength: 1,
    },
  },
};
