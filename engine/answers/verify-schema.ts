import { digest, list, object, oneOf, text, time } from '../evidence/predicate-schema.ts';
import { answerSchema } from './answer-schema.ts';
import type { Check } from './verify-facts.ts';

const CHECKS: readonly Check[] = [
  ...(['image', 'tag', 'record', 'rollback', 'policy', 'path', 'gates'] as const),
  ...(['approval', 'verdict', 'hold', 'reading'] as const),
];

const FINDING = object(
  'What one check found.',
  {
    check: oneOf(CHECKS, 'What was looked at.'),
    outcome: oneOf(['pass', 'note', 'fail'], 'One `fail` is enough; a note decides nothing.'),
    because: text('A sentence.'),
  },
  { remedy: text('What to do, a sentence; with every `fail`.') },
);

export const verifySchema = answerSchema(
  'verify',
  'Whether an image is where it is by the path that the policy asks for.',
  {
    at: time('When it was asked.'),
    isVerified: { description: 'Whether no check failed.', type: 'boolean' },
    image: text('Its name in promotion.yaml.'),
    environment: text('Its name in promotion.yaml.'),
    digest: digest('Of the image.'),
    policy: object('What it was held against.', {
      uri: text('The file.'),
      digest: digest('Of what the policy means, whatever its spelling.'),
    }),
    repositories: list(
      object('A repository of the environment.', {
        repository: text('Registry and repository, without a scheme.'),
        findings: list(FINDING, 'Every check.'),
      }),
      'At least one.',
    ),
  },
);
