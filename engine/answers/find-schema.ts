import { count, list, object, text, time } from '../evidence/predicate-schema.ts';
import { answerSchema, DIGEST, FACTS, PLACEMENT } from './answer-schema.ts';

export const findSchema = answerSchema('find', 'Images by what is recorded of them.', {
  at: time('When it was asked.'),
  environment: text('Where they were looked for.'),
  images: list(
    object('What was found of one image.', {
      image: text('Its name in promotion.yaml.'),
      repository: text('Registry and repository that were searched.'),
      found: list(
        object(
          'One digest, with the last time that it was put into the environment.',
          { digest: DIGEST, ...PLACEMENT.required, ...FACTS.required },
          { ...PLACEMENT.optional, ...FACTS.optional },
        ),
        'Latest first.',
      ),
      isCut: {
        description: 'As many as were asked for were found, so that there may be more.',
        type: 'boolean',
      },
      isComplete: {
        description: 'False where the limit of records came before the end.',
        type: 'boolean',
      },
      recordsRead: count('Records that were read for it.'),
      doubts: list(text('A sentence.'), 'What of them does not count, and why.'),
    }),
    'At least one.',
  ),
});
