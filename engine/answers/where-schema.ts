import { digest, list, object, text, time } from '../evidence/predicate-schema.ts';
import { answerSchema, BUILD, flag, LIVE } from './answer-schema.ts';

const REPOSITORY = object('A repository of the environment.', {
  repository: text('Registry and repository, without a scheme.'),
  hasImage: flag('Whether the image is there.'),
  tags: list(text('A tag.'), 'Those that the records put on it, and that are on it now.'),
});

const ENVIRONMENT = object(
  'The image in an environment.',
  {
    environment: text('Its name in promotion.yaml.'),
    isPlaced: flag('Whether it is what was put there last.'),
    repositories: list(REPOSITORY, 'At least one.'),
    doubts: list(text('A sentence.'), 'What is not known or does not count, and why.'),
  },
  LIVE,
);

export const whereSchema = answerSchema(
  'where',
  'Where an image is, and where it runs.',
  {
    at: time('When it was asked.'),
    image: text('Its name in promotion.yaml.'),
    digest: digest('Of the image.'),
    environments: list(ENVIRONMENT, 'In the order of promotion.yaml.'),
  },
  {
    build: BUILD,
    against: text('Why it should be nowhere: a verdict or a hold, a sentence.'),
  },
);
