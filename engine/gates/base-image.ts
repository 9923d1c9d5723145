import { AGE_LIMIT } from './age-limit.ts';
import { BASE_PATTERN } from './base-claim.ts';
import { type BaseJudgement, judgeBase, type KnownBase } from './base-judgement.ts';
import type { Gate } from './gate.ts';
import { nameSome } from './name-some.ts';
import { NEWEST_OF, type NewestOf, newestBases, registriesOf } from './newest-base.ts';
import { describePlatforms, platformProblems, problemsInWords } from './platform-problems.ts';

interface Settings {
  readonly approved?: readonly string[];
  readonly layersOf?: readonly KnownBase[];
  readonly newestOf?: readonly NewestOf[];
  readonly notOlderThan?: string;
}

const DIFF_IDS = {
  description: 'What docker image inspect shows as RootFS.Layers of the base, for one platform.',
  type: 'array',
  minItems: 1,
  items: {
    type: 'string',
    pattern: '^sha256:[0-9a-f]{64}$',
    patternErrorMessage: 'must be the sha256 digest of a layer as it is unpacked',
  },
};

/** The image is made on a base that is approved: one that it names, or one whose layers it has. */
export const baseImage: Gate<Settings> = {
  kind: 'base-image',
  settings: {
    type: 'object',
    description: 'Every platform of the image is made on an approved base image.',
    properties: {
      approved: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: BASE_PATTERN,
        description:
          'Bases that the image may name in its annotations; * stands for anything but "/", ** for any folders, no tag for all tags. It is the word of whoever built the image.',
      },
      layersOf: {
        type: 'array',
        minItems: 1,
        description: 'Bases that are known by their layers, which proves that they are inside.',
        items: {
          type: 'object',
          description: 'One platform of one base image.',
          additionalProperties: false,
          required: ['name', 'diffIds'],
          properties: {
            name: { type: 'string', description: 'What to call it, for example debian:12.' },
            diffIds: DIFF_IDS,
            created: {
              type: 'string',
              pattern: '^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$',
              patternErrorMessage: 'must be a day, for example 2026-10-01',
              description: 'The day on which it was made.',
            },
          },
        },
      },
      newestOf: NEWEST_OF,
      notOlderThan: {
        ...AGE_LIMIT,
        description:
          'How old the base may be, for example 60d; known only of those under `layersOf` that say when they were made, and of those under `newestOf`, from when they were put there.',
      },
    },
  },

  registries: ({ newestOf = [] }) => registriesOf(newestOf),

  async evaluate(context, { approved = [], layersOf = [], newestOf = [], notOlderThan }) {
    const { sources, now } = context;
    if (approved.length + layersOf.length + newestOf.length === 0) {
      return {
        outcome: 'error',
        because: 'No base image is named that would be approved.',
        remedy: 'Name base images under `approved`, `layersOf` or `newestOf` in promotion.yaml.',
      };
    }
    const [image, newest] = await Promise.all([sources.image(), newestBases(context, newestOf)]);
    const which = describePlatforms(image);
    const asked = { approved, layersOf: [...layersOf, ...newest], notOlderThan, now };
    const judged = new Map(image.platforms.map((one) => [one, judgeBase(image, one, asked)]));
    const problems = platformProblems(image, (platform) => {
      const judgement = judged.get(platform);
      return judgement?.is === 'approved' ? [] : [judgement?.why ?? 'it was not looked at'];
    });
    const judgements = [...judged.values()];
    if (problems.length === 0) {
      const bases = [...new Set(judgements.map(({ why }) => why))];
      return { outcome: 'pass', because: `The base image is ${nameSome(bases)} (${which}).` };
    }
    const worst = REMEDIES.find(([is]) => judgements.some((one) => one.is === is));
    return {
      outcome: 'fail',
      because: `The base image does not pass: ${problemsInWords(problems)}`,
      remedy:
        newest.length > 0
          ? `Build the image again on the newest base, and promote that one: ${nameSome([...new Set(newest.map(({ name }) => name.replace(/,$/, '')))])}.`
          : (worst?.[1] ?? 'Build the image on a base that is approved.'),
    };
  },
};

const REMEDIES: readonly (readonly [BaseJudgement['is'], string])[] = [
  [
    'unapproved',
    'Build on an approved base, with a builder that names it in annotations (Buildah does; docker buildx build --annotation), or have the base approved.',
  ],
  [
    'of-unknown-age',
    'An image does not tell how old its base is: list the base under `layersOf` with its diffIds and the day it was `created`.',
  ],
  ['too-old', 'Build the image again on a current base, and promote that one.'],
];
