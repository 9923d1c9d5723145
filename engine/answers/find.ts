import type { JsonObject } from '../oci/json.ts';
import type { FoundDigests } from '../promotion/candidate/find-by-query.ts';
import { count } from '../promotion/format.ts';
import { IMAGE_HEAD, imageCells, imageDetails, MOST_OF_IMAGE } from './describe-image.ts';
import { factsJson, placementJson } from './facts-json.ts';
import { inColumns, indented } from './text-block.ts';

/** What was found of one image. */
export interface FoundImages extends FoundDigests {
  readonly image: string;
  /** `host/name` of the repository that was searched. */
  readonly repository: string;
  /** As many as were asked for were found, so that there may be more. */
  readonly isCut: boolean;
}

const INDENT = 2;
const MOST_DOUBTS = 8;

/**
 * For people: a table of 100 columns at most.
 * @param asked the question, such as `in qa, accepted`
 */
export function describeFound(images: readonly FoundImages[], asked: string, now: Date): string {
  return images
    .flatMap((one, i) => [...(i === 0 ? [] : ['']), ...describe(one, asked, now)])
    .join('\n');
}

function describe(one: FoundImages, asked: string, now: Date): readonly string[] {
  const { image, found, isCut, isComplete, recordsRead, doubts } = one;
  const table = inColumns(
    [IMAGE_HEAD, ...found.map(({ facts }) => imageCells(facts))],
    MOST_OF_IMAGE,
  );
  const below = INDENT + (table[0]?.indexOf('image') ?? 0);
  const hidden = doubts.length - MOST_DOUBTS;
  return [
    ...indented(
      0,
      `${image} ${asked}: ${found.length === 0 ? 'none' : count(found.length, 'image')}`,
    ),
    ...(found.length === 0 ? [] : [`  ${table[0]}`]),
    ...found.flatMap(({ digest, placement, facts }, i) => [
      `  ${table[i + 1]}`,
      ...imageDetails(placement, facts, now).flatMap(({ mark, text }) =>
        indented(below, text, mark),
      ),
      ...indented(below, digest),
    ]),
    ...(isCut ? ['  There may be more; ask for them with `most`.'] : []),
    ...(isComplete
      ? []
      : indented(
          INDENT,
          `The search ended after ${recordsRead} records; older images were not looked at. Narrow it, with \`since\` for example.`,
        )),
    ...doubts.slice(0, MOST_DOUBTS).flatMap((doubt) => indented(INDENT, doubt, 'note  ')),
    ...(hidden > 0
      ? indented(INDENT, `and ${count(hidden, 'further record')} like these`, 'note  ')
      : []),
  ];
}

/** For programs; see find.schema.json. */
export function foundJson(
  images: readonly FoundImages[],
  environment: string,
  now: Date,
): JsonObject {
  return {
    version: 1,
    at: now.toISOString(),
    environment,
    images: images.map(({ image, repository, found, isCut, isComplete, recordsRead, doubts }) => ({
      image,
      repository,
      found: found.map(({ digest, placement, facts }) => ({
        digest,
        ...placementJson(placement),
        ...factsJson(facts),
      })),
      isCut,
      isComplete,
      recordsRead,
      doubts,
    })),
  };
}
