import type { KnownBase } from './base-judgement.ts';
import type { GateContext } from './gate.ts';

/** An image of our own, in the environment from which others build on it. */
export interface NewestOf {
  readonly repository: string;
  readonly environment: string;
}

export const NEWEST_OF = {
  type: 'array',
  minItems: 1,
  description:
    'Bases of your own: only what was put into that environment last will do, known by its layers.',
  items: {
    type: 'object',
    description: 'One base image that is promoted like any other.',
    additionalProperties: false,
    required: ['repository', 'environment'],
    properties: {
      repository: {
        type: 'string',
        pattern: '^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9._/-]*$',
        patternErrorMessage: 'must be registry and repository, for example nexus-prod/base/jdk',
        description: 'Registry of promotion.yaml and repository, for example nexus-prod/base/jdk.',
      },
      environment: {
        type: 'string',
        pattern: '^[a-z0-9][a-z0-9-]{0,39}$',
        patternErrorMessage: 'must be the name of an environment',
        description: 'Where it has to be, by the name that its own promotion.yaml gives.',
      },
    },
  },
} as const;

/** The registries that hold the bases. */
export function registriesOf(newest: readonly NewestOf[]): readonly string[] {
  return newest.map(({ repository }) => repository.split('/', 1)[0] ?? '');
}

/**
 * Each platform of what is in those environments now.
 * @throws Failure where one cannot be read, or nothing was ever put there
 */
export async function newestBases(
  { sources }: GateContext,
  newest: readonly NewestOf[],
): Promise<readonly KnownBase[]> {
  const found = newest.map(async ({ repository, environment }) => {
    const { name, digest, at, image } = await sources.placedLast(repository, environment);
    return image.platforms.map(({ diffIds }) => ({
      name: `${name}@${digest.slice(0, 19)}, newest in ${environment},`,
      diffIds,
      created: at.toISOString().slice(0, 10),
    }));
  });
  return (await Promise.all(found)).flat();
}
