import type { Path } from './problem.ts';

/** What a policy lets an application's file say of an environment. */
const MAY = ['tags', 'gates'] as const;
export type May = (typeof MAY)[number];

/** What the schema guarantees of `applications:`. */
export interface ApplicationsFile {
  readonly image: string | readonly string[];
  readonly may?: readonly May[] | Readonly<Record<string, readonly May[]>>;
}

const MAY_LIST = { type: 'array', uniqueItems: true, items: { type: 'string', enum: MAY } };

/** Only in a policy: what it leaves to the files of applications. */
export const APPLICATIONS = {
  description:
    'What the files of applications may say, where this is a policy that a step is given as `policy`.',
  type: 'object',
  additionalProperties: false,
  required: ['image'],
  properties: {
    image: {
      description:
        'The images that they may name, or patterns of them: * is anything without a slash, ** anything.',
      type: ['string', 'array'],
      minItems: 1,
      uniqueItems: true,
      pattern: '^[a-z0-9*][a-z0-9*._/-]*$',
      patternErrorMessage: 'must be the name of an image, in which * and ** stand for a part of it',
      items: {
        type: 'string',
        pattern: '^[a-z0-9*][a-z0-9*._/-]*$',
        patternErrorMessage:
          'must be the name of an image, in which * and ** stand for a part of it',
      },
    },
    may: {
      description:
        'What they may say of environments, all of them or each by name: `tags` in place of those here, `gates` besides those here.',
      ...MAY_LIST,
      type: ['array', 'object'],
      additionalProperties: { description: 'For this environment.', ...MAY_LIST },
    },
  },
};

/** True where one of the patterns stands for the image. */
export function mayName(patterns: readonly string[], image: string): boolean {
  return patterns.some((pattern) => expressionOf(pattern).test(image));
}

/** True where the patterns stand for one name only. */
export function isOneName(patterns: readonly string[]): boolean {
  return patterns.length === 1 && !patterns[0]?.includes('*');
}

/** What may be said of one environment, and where the policy says so. */
export function saidOf(
  { may = [] }: ApplicationsFile,
  environment: string,
): { readonly members: readonly May[]; readonly path: Path } {
  const root = ['applications', 'may'];
  if (Array.isArray(may)) return { members: may as readonly May[], path: root };
  const listed = may as Readonly<Record<string, readonly May[]>>;
  if (!Object.hasOwn(listed, environment)) return { members: [], path: root };
  return { members: listed[environment] ?? [], path: [...root, environment] };
}

function expressionOf(pattern: string): RegExp {
  const parts = pattern.split(/(\*{2,}|\*)/).map((part) => {
    if (part === '*') return '[^/]*';
    return part.startsWith('*') ? '.*' : part.replaceAll('.', '\\.');
  });
  return new RegExp(`^${parts.join('')}$`);
}
