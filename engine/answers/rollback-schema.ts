import { digest, list, object, oneOf, text, time } from '../evidence/predicate-schema.ts';
import { answerSchema } from './answer-schema.ts';

/** result.json of rollbackImage. */
export const rollbackSchema = answerSchema(
  'rollback',
  'Where an environment went back to.',
  {
    outcome: oneOf(
      ['rolled-back', 'unchanged', 'planned'],
      '`unchanged` where it was there already, `planned` after a dry run.',
    ),
    image: text('Name of the image.'),
    environment: text('Name of the environment.'),
    to: digest('The image that it has now.'),
    reference: text('The same, `registry/repository@digest`.'),
    references: list(text('A reference.'), 'In each repository of the environment.'),
    tags: list(
      object(
        'A tag.',
        { repository: text('Registry and repository, without a scheme.'), name: text('The tag.') },
        { was: digest('Where it was before; absent where it was not there.') },
      ),
      'All that move from image to image, whether they had to or not.',
    ),
    skipped: list(text('A sentence.'), 'Newer images that were passed over, and why.'),
    by: text('Who rolled back, of several runs the first.'),
    reason: text('Why.'),
    at: time('When.'),
  },
  {
    from: digest('The image that was left; absent where nothing was.'),
    url: text('Page of the build that did it.'),
  },
);
