import { list, oneOf, text, time } from '../evidence/predicate-schema.ts';
import { answerSchema } from './answer-schema.ts';

/** result.json of holdPromotions. */
export const holdSchema = answerSchema(
  'hold',
  'What is held or released.',
  {
    outcome: oneOf(['held', 'released'], 'What it is from here on.'),
    written: list(
      text('A repository, or an image in one.'),
      'Where it is written: the repositories of the environment, or the image wherever it is.',
    ),
    by: text('Who says so.'),
    reason: text('Why.'),
    at: time('Since when.'),
  },
  {
    environment: text('The environment; absent where an image is held.'),
    reference: text(
      'The image, `registry/repository@digest`; absent where an environment is held.',
    ),
    until: time('It ends by itself then.'),
    url: text('Page of the build that wrote it.'),
  },
);
