import { count, digest, list, object, oneOf, text, time } from '../evidence/predicate-schema.ts';
import type { JsonObject } from '../oci/json.ts';

type Members = Readonly<Record<string, JsonObject>>;

export const flag = (description: string): JsonObject => ({ description, type: 'boolean' });

/** The JSON Schema of an answer: draft-07, as all that are published here. */
export function answerSchema(
  name: string,
  description: string,
  required: Members,
  optional: Members = {},
): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Answer of promote-image ${name}`,
    ...object(
      description,
      {
        version: { description: 'Of this form; members may be added within 1.', const: 1 },
        ...required,
      },
      optional,
    ),
  };
}

const HOLD = object(
  'Something that is held back.',
  {},
  {
    by: text('Who holds it.'),
    at: time('Since when.'),
    reason: text('Why.'),
    until: time('It ends by itself then.'),
    url: text('Page of the build that wrote it.'),
    unread: text('In place of all others: why a hold has to be assumed that nobody can read.'),
  },
);
export const HOLDS = list(HOLD, 'What holds it; empty where nothing does.');

/** Members about how, when and by whom an image was put into an environment. */
export const PLACEMENT: { readonly required: Members; readonly optional: Members } = {
  required: {
    how: oneOf(['build', 'promotion', 'rollback'], 'How it came there.'),
    since: time('When.'),
    approvedBy: list(text('A user.'), 'Who approved it.'),
    recordedTags: list(text('A tag.'), 'Tags that it was given.'),
  },
  optional: {
    by: text('Who asked for it.'),
    from: text('Environment that it was promoted from.'),
    reason: text('Why it was rolled back to.'),
    url: text('Page of the build that did it.'),
  },
};

export const BUILD = object(
  'The build that made it, as it recorded itself; the latest of several.',
  {},
  {
    number: text('Of the Jenkins build.'),
    job: text('Of Jenkins.'),
    url: text('Its page.'),
    commit: text('Of the source.'),
    branch: text('Of the source.'),
    version: text('As the build names it.'),
  },
);

/** Members about what the records say of an image. */
export const FACTS: { readonly required: Members; readonly optional: Members } = {
  required: { holds: HOLDS },
  optional: {
    build: BUILD,
    verdict: object(
      'The verdict that stands.',
      {
        is: oneOf(['accepted', 'rejected', 'revoked'], 'The verdict.'),
        by: text('Whose it is.'),
        at: time('When it was given.'),
      },
      {
        reason: text('Why.'),
        until: time('It stands until then.'),
        url: text('Page of the build that wrote it.'),
      },
    ),
    tests: oneOf(['passed', 'warned', 'failed'], 'The worst of the latest result of each suite.'),
  },
};

/** Members about what hosts run; both or none. */
export const LIVE: Members = {
  running: list(
    object(
      'Tasks of a service that are alike, or a container.',
      {
        host: text('Its name in promotion.yaml.'),
        image: text('As it was told what to run.'),
        tasks: count('How many; 1 of a container.'),
        nodes: list(text('A host name.'), 'Where its tasks are; empty of a container.'),
        state: text('`running`, or what Docker says that it is doing.'),
      },
      {
        service: text('Of a Swarm; else there is `container`.'),
        container: text('Of a Docker engine.'),
        digest: digest('What runs; absent where nothing proves it.'),
        update: text('Of the service, as Swarm calls the state of its latest update.'),
      },
    ),
    'What the hosts of the environment run; absent where none was asked.',
  ),
  silent: list(text('A host.'), 'Hosts that could not be asked; what they run is not known.'),
};

export const DIGEST = digest('Of the image.');
