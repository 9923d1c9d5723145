import { recordForms } from '../evidence/kinds/index.ts';
import { digest, list, object, oneOf, text, time } from '../evidence/predicate-schema.ts';
import { answerSchema, flag } from './answer-schema.ts';

export const historySchema = answerSchema(
  'history',
  'What happened to an image, or in an environment.',
  {
    at: time('When it was asked.'),
    image: text('Its name in promotion.yaml.'),
    isCut: flag('There was more than was asked for.'),
    happenings: list(
      object(
        'One thing that happened, however many copies of its record there are.',
        {
          at: time('When.'),
          kind: oneOf(Object.keys(recordForms), 'What kind of record tells it.'),
          counts: flag('False where the record decides nothing.'),
          sentence: text('For people.'),
          repositories: list(text('Registry and repository.'), 'Where it is recorded.'),
          record: object('All that the record says; its members are those of its kind.', {
            kind: text('As above.'),
          }),
        },
        {
          digest: digest(
            'Of the image that it is about; of a rollback, the one that was gone back to.',
          ),
          environment: text('Where it happened, if anywhere.'),
          doubt: text('Why it does not count.'),
        },
      ),
      'Of an image oldest first, of an environment newest first.',
    ),
    problems: list(
      text('A sentence.'),
      'What looks like a record and is none that can be believed.',
    ),
  },
  {
    digest: digest('Where an image was asked for.'),
    environment: text('Where an environment was asked for.'),
  },
);
