import { isRepositoryName } from '../oci/reference.ts';
import type { Draft } from './draft.ts';
import { type Problem, quoted } from './problem.ts';
import {
  problemOfImage,
  problemsOfRepositoryTemplate,
  problemsOfTagTemplate,
  splitRepository,
} from './template-problems.ts';
import { renderRepositoryPath } from './templates.ts';

/** What is wrong with where environments write: the image, repositories, tags, and two that write the same. */
export function destinationProblems(draft: Draft): readonly Problem[] {
  const { images, registries, environments } = draft;
  const soundImage = images.find(({ text }) => problemOfImage(text) === undefined)?.text;
  const prefixes = new Map(
    registries.map(({ name, prefix }) => [
      name,
      prefix !== undefined && isRepositoryName(prefix.text) ? prefix.text : undefined,
    ]),
  );
  return [
    ...imageProblems(draft),
    ...environments.flatMap(({ repositories, pullFrom, tags }) => [
      ...[...repositories, ...pullFrom].flatMap(({ path, text }) =>
        problemsOfRepositoryTemplate(text, soundImage, prefixes).map((sentence) => ({
          path,
          at: 'value' as const,
          sentence,
        })),
      ),
      ...tags.flatMap(({ path, text }) =>
        problemsOfTagTemplate(text).map((sentence) => ({ path, at: 'value' as const, sentence })),
      ),
    ]),
    ...sharedTagProblems(draft, soundImage ?? '{image}'),
  ];
}

/** What is wrong with the names of the images, and with there being none, or several in one repository. */
function imageProblems({ images, imageMembers, environments }: Draft): readonly Problem[] {
  const wrongNames = images.flatMap(({ path, text }): readonly Problem[] => {
    const sentence = problemOfImage(text);
    return sentence === undefined ? [] : [{ path, at: 'value', sentence }];
  });
  if (imageMembers !== undefined && imageMembers.length !== 1) {
    const sentence =
      imageMembers.length === 0
        ? 'It names no image; add `image`, for example `image: shop/checkout`, or `images` for a release set.'
        : '`image` and `images` are both there; keep one of them.';
    return [...wrongNames, { path: imageMembers.slice(1), at: 'key', sentence }];
  }
  if (images.length < 2) return wrongNames;
  const shared = environments
    .flatMap(({ repositories }) => repositories)
    .filter(({ text }) => !text.includes('{image}'));
  return [
    ...wrongNames,
    ...shared.map(
      ({ path, text }): Problem => ({
        path,
        at: 'value',
        sentence: `${quoted(text)} would hold all ${images.length} images of the release set in one repository; put \`{image}\` into it.`,
      }),
    ),
  ];
}

/** Two environments with one tag in one repository could not be told apart. */
function sharedTagProblems({ registries, environments }: Draft, image: string): readonly Problem[] {
  const roots = new Map(
    registries.map(({ name, url, prefix }) => [
      name,
      `${url?.text.replace(/\/+$/, '').toLowerCase() ?? name} ${prefix === undefined ? '' : `${prefix.text}/`}`,
    ]),
  );
  const owners = new Map<string, string>();
  return environments.flatMap(({ name, repositories, tags }): readonly Problem[] => {
    const places = new Set(
      repositories.map(({ text }) => {
        const { registry, path = '' } = splitRepository(text);
        return `${roots.get(registry) ?? registry}${renderRepositoryPath(path, image)}`;
      }),
    );
    return tags.flatMap(({ path, text }): readonly Problem[] => {
      for (const place of places) {
        const owner = owners.get(`${place} ${text}`);
        if (owner === undefined) owners.set(`${place} ${text}`, name);
        else if (owner !== name) {
          const sentence = `${quoted(owner)} writes tag ${quoted(text)} in the same repository, so nobody could tell the two environments apart; give one another tag or repository.`;
          return [{ path, at: 'value', sentence }];
        }
      }
      return [];
    });
  });
}
