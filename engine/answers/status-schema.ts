import { count, digest, list, object, oneOf, text, time } from '../evidence/predicate-schema.ts';
import { answerSchema, FACTS, flag, HOLDS, LIVE, PLACEMENT } from './answer-schema.ts';
import { LIVE_DRIFT, REPOSITORY_DRIFT } from './drift.ts';

const TAG = object(
  'A tag that the records put on the image.',
  { name: text('The tag.') },
  {
    now: digest('Where it is now; absent where it is gone.'),
  },
);

const REPOSITORY = object(
  'A repository of the environment.',
  {
    repository: text('Registry and repository, without a scheme.'),
    hasImage: flag('Whether the image of the environment is there.'),
    tags: list(TAG, 'Tags that the records put on it here.'),
  },
  { digest: digest('What its own journal says was put there last.') },
);

const DRIFT = object(
  'Something that is not as the records say.',
  {
    kind: oneOf(
      [...REPOSITORY_DRIFT, ...LIVE_DRIFT],
      'What is wrong; nothing is where it is `other-tag`.',
    ),
    because: text('A sentence.'),
    remedy: text('What to do, a sentence.'),
  },
  {
    repository: text('Where, unless it is about hosts.'),
    tag: text('Which tag.'),
    host: text('Where, by its name in promotion.yaml; absent where it is about several.'),
    service: text('Of a Swarm.'),
    container: text('Of a Docker engine.'),
    now: digest('What is there in its place.'),
  },
);

const ENVIRONMENT = object(
  'An environment as it is now.',
  {
    environment: text('Its name in promotion.yaml.'),
    sources: list(text('An environment.'), 'Where its images come from.'),
    holds: HOLDS,
    repositories: list(REPOSITORY, 'At least one.'),
    drift: list(DRIFT, 'Empty where all is as the records say.'),
    doubts: list(text('A sentence.'), 'Records that do not count, and why.'),
  },
  {
    image: object(
      'What was put there last; absent where no record says that anything was.',
      { digest: digest('Of the image.'), ...PLACEMENT.required, ...FACTS.required },
      { ...PLACEMENT.optional, ...FACTS.optional },
    ),
    ...LIVE,
  },
);

const BEHIND = object(
  'An environment that has another image than one before it.',
  {
    environment: text('The environment.'),
    from: text('The one before it.'),
    sentence: text('For people.'),
  },
  {
    builds: {
      ...count('By how many builds, where one job made both; negative where it is ahead.'),
      minimum: -999_999_999,
    },
  },
);

export const statusSchema = answerSchema('status', 'What is in each environment now.', {
  at: time('When it was asked.'),
  images: list(
    object('One image.', {
      image: text('Its name in promotion.yaml.'),
      environments: list(ENVIRONMENT, 'In the order of promotion.yaml.'),
      behind: list(BEHIND, 'What the next environment lacks.'),
    }),
    'At least one.',
  ),
});
