import { count, digest, list, object, oneOf, text } from '../evidence/predicate-schema.ts';
import { answerSchema } from './answer-schema.ts';

const SIDE = (what: string) =>
  object(
    what,
    {
      digest: digest('Of the image.'),
      repository: text('Registry and repository, without a scheme.'),
      environment: text('Where it was found.'),
    },
    {
      build: object(
        'The build that made it, as it recorded itself.',
        {},
        {
          number: text('Of the Jenkins build.'),
          job: text('Of Jenkins.'),
          url: text('Its page.'),
          commit: text('Of the source.'),
          version: text('As the build names it.'),
        },
      ),
    },
  );

const value = (description: string) => ({ description, type: 'string' });
const CHANGED = object(
  'Something that is new, gone, or another.',
  { name: text('Its name.') },
  {
    before: value('As it was; absent where it is new. A value that looks like a secret is hidden.'),
    after: value('As it is; absent where it is gone.'),
  },
);
const bytes = count('Bytes, compressed.');

const PLATFORM = object('One platform.', {
  platform: text('`linux/arm64`.'),
  change: oneOf(['both', 'gained', 'lost'], 'Which of the images has it.'),
  sizeBytes: object('Of all layers, compressed.', {}, { before: bytes, after: bytes }),
  layers: object('How many layers.', {
    kept: count('In both.'),
    added: count('Only in the image after.'),
    removed: count('Only in the image before.'),
    addedBytes: bytes,
    removedBytes: bytes,
  }),
  env: list(CHANGED, 'Environment variables.'),
  labels: list(CHANGED, 'Labels.'),
  settings: list(CHANGED, '`user`, `entrypoint`, `command`, `workingDir`.'),
  ports: object('Exposed ports.', {
    added: list(text('A port.'), 'New.'),
    removed: list(text('A port.'), 'Gone.'),
  }),
});

const COMMIT = object('A commit.', {
  id: text('Its id.'),
  author: value('Who wrote it.'),
  subject: value('First line of its message.'),
});

export const diffSchema = answerSchema(
  'diff',
  'What promoting would change, or how two images differ.',
  {
    image: text('Its name in promotion.yaml.'),
    after: SIDE('The image that would be promoted, or the second of two.'),
    diff: object(
      'What differs between the images themselves.',
      {
        after: digest('Of the image after.'),
        platforms: list(PLATFORM, 'Of both images.'),
        annotations: list(CHANGED, 'Annotations of the root manifest.'),
      },
      { before: digest('Of the image before.') },
    ),
    commits: object(
      'The source between.',
      {},
      {
        before: text('Commit of the image before.'),
        after: text('Commit of the image after.'),
        added: list(COMMIT, 'At most 50, newest first; absent where git does not know both.'),
        removed: list(COMMIT, 'Commits that only the image before has, at most 50.'),
        isCut: { description: 'There are more than are listed.', type: 'boolean' },
        link: text('Page of the forge that shows the difference.'),
      },
    ),
    notes: list(text('A sentence.'), 'What was not compared, and records that do not count.'),
  },
  {
    before: SIDE('What is there now, or the first of two; absent where nothing is there.'),
    into: text('Environment that the image would enter.'),
    packages: list(CHANGED, 'Packages and their versions, at most 500; absent where not compared.'),
    packagesChanged: count('How many packages differ.'),
  },
);
