import type { JsonObject } from '../oci/json.ts';
import { nameOfBuild } from '../promotion/rollback/observed-image.ts';
import type { Detail } from './describe-image.ts';
import { buildJson } from './facts-json.ts';
import { liveJson, placeOf, spreadOf } from './running.ts';
import { inColumns, indented } from './text-block.ts';
import type { ImagePlace, Whereabouts } from './where-read.ts';

const INDENT = 2;
const LONGEST_NAME = 20;
const WIDEST = 80;

/** For people: what speaks against the image first, then each environment, in 100 columns. */
export function describeWhereabouts(whereabouts: Whereabouts): string {
  const { image, digest, build, against, places } = whereabouts;
  const rows = inColumns(
    places.map((place) => [place.environment, describePlace(place)]),
    [LONGEST_NAME, WIDEST],
  );
  const longest = Math.max(...places.map(({ environment }) => environment.length));
  const below = INDENT + Math.min(LONGEST_NAME, longest) + 2;
  const built = nameOfBuild(build);
  return [
    `${image} ${digest}`,
    ...(built === undefined ? [] : indented(INDENT, built)),
    ...(against === undefined
      ? []
      : [
          ...indented(INDENT, against, 'AGAINST  '),
          ...indented(INDENT, `→ ${remedyOf(whereabouts)}`, '         '),
        ]),
    ...places.flatMap((place, i) => [
      `${' '.repeat(INDENT)}${rows[i]}`,
      ...detailsOf(place).flatMap(({ mark, text }) => indented(below, text, mark)),
    ]),
  ].join('\n');
}

/** `put there last, tagged 10, latest-qa`. */
function describePlace({ isPlaced, repositories }: ImagePlace): string {
  const has = repositories.filter(({ hasImage }) => hasImage);
  if (has.length === 0) return isPlaced ? 'put there last, and gone' : 'not there';
  const tags = [...new Set(has.flatMap((one) => one.tags))];
  return [
    isPlaced ? 'put there last' : 'there',
    ...(has.length < repositories.length
      ? [`in ${has.length} of ${repositories.length} repositories`]
      : []),
    tags.length > 0 ? `tagged ${tags.join(', ')}` : 'without a tag',
  ].join(', ');
}

function detailsOf({ live, doubts }: ImagePlace): readonly Detail[] {
  const notes = doubts.map((text) => ({ mark: 'note  ', text }));
  if (live === undefined) {
    return [{ mark: 'runs  ', text: 'not known: no host is named (`runsOn`)' }, ...notes];
  }
  const runs = live.running.map((one) => ({
    mark: 'RUNS  ',
    text: `${placeOf(one)}${spreadOf(one)}, as ${one.image.replace(/@.*$/, '')}`,
  }));
  const isKnown = live.silent.length === 0;
  return [
    ...(runs.length === 0 && isKnown ? [{ mark: 'runs  ', text: 'nowhere' }] : runs),
    ...notes,
  ];
}

/** What was put there last is replaced by a promotion or a rollback; what only runs was deployed by hand. */
function remedyOf({ places }: Whereabouts): string {
  const namesOf = (some: readonly ImagePlace[]) => some.map(({ environment }) => environment);
  const running = namesOf(places.filter(({ live }) => (live?.running.length ?? 0) > 0));
  const placed = namesOf(places.filter(({ isPlaced }) => isPlaced));
  const [back] = placed;
  const [left] = running.filter((name) => !placed.includes(name));
  const sentences = [
    ...(running.length === 0 ? [] : [`It runs in ${running.join(' and ')}.`]),
    ...(back === undefined
      ? []
      : [
          `Promote a sound image to ${placed.join(' and ')}, or go back: rollbackImage(env: '${back}', reason: '…').`,
        ]),
    ...(left === undefined
      ? []
      : [`imageStatus(env: '${left}', live: true) says what is to run in ${left} instead.`]),
  ];
  return sentences.length === 0
    ? 'It was put nowhere last, and comes nowhere.'
    : sentences.join(' ');
}

/** For programs; see where.schema.json. */
export function whereaboutsJson(whereabouts: Whereabouts, now: Date): JsonObject {
  const { image, digest, build, against, places } = whereabouts;
  return {
    version: 1,
    at: now.toISOString(),
    ...{ image, digest },
    ...(build !== undefined && { build: buildJson(build) }),
    ...(against !== undefined && { against }),
    environments: places.map(({ live, ...place }) => ({
      ...place,
      ...(live !== undefined && liveJson(live)),
    })),
  };
}
