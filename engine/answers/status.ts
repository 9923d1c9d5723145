import type { JsonObject } from '../oci/json.ts';
import { behindIn } from './behind.ts';
import {
  type Detail,
  holdDetails,
  IMAGE_HEAD,
  imageCells,
  imageDetails,
  MOST_OF_IMAGE,
} from './describe-image.ts';
import { isAmiss } from './drift.ts';
import type { EnvironmentState } from './environment-state.ts';
import { factsJson, holdJson, placementJson } from './facts-json.ts';
import { describeRunning, liveJson } from './running.ts';
import { inColumns, indented } from './text-block.ts';

/** What of one image is in each environment. */
export interface ImageStatus {
  readonly image: string;
  readonly environments: readonly EnvironmentState[];
}

const HEAD = ['env', ...IMAGE_HEAD];
const LONGEST_NAME = 20;
const INDENT = 2;

/** For people: a table of 100 columns at most, and below it what the next environment lacks. */
export function describeStatus(images: readonly ImageStatus[], now: Date): string {
  return images
    .flatMap(({ image, environments }, i) => [
      ...(i === 0 ? [] : ['']),
      image,
      ...describeImage(environments, now),
    ])
    .join('\n');
}

function describeImage(states: readonly EnvironmentState[], now: Date): readonly string[] {
  const rows = states.map(({ environment, facts }) => [
    environment,
    ...(facts === undefined ? ['-', '-', '-', '-', '-'] : imageCells(facts)),
  ]);
  const table = inColumns([HEAD, ...rows], [LONGEST_NAME, ...MOST_OF_IMAGE]);
  const below = INDENT + (table[0]?.indexOf('build') ?? 0);
  return [
    `  ${table[0]}`,
    ...states.flatMap((state, i) => [
      `  ${table[i + 1]}`,
      ...detailsOf(state, now).flatMap(({ mark, text }) => indented(below, text, mark)),
    ]),
    ...behindIn(states).flatMap(({ sentence }) => indented(INDENT, sentence)),
  ];
}

function detailsOf(state: EnvironmentState, now: Date): readonly Detail[] {
  const { placed, facts, holds, live, drift, doubts } = state;
  return [
    ...(placed === undefined || facts === undefined
      ? [{ text: 'No record says that anything was put there.' }]
      : imageDetails(placed.record, facts, now)),
    ...holdDetails(holds),
    ...runningDetails(live),
    ...drift.flatMap((one, i) => [
      { mark: isAmiss(one) ? 'DRIFT  ' : 'note   ', text: one.because },
      // What mends the next one, too, is said after that.
      ...(drift[i + 1]?.remedy === one.remedy
        ? []
        : [{ mark: '       ', text: `→ ${one.remedy}` }]),
    ]),
    ...doubts.map((text) => ({ mark: 'note   ', text })),
  ];
}

function runningDetails(live: EnvironmentState['live']): readonly Detail[] {
  if (live === undefined) return [];
  const isKnown = live.silent.length === 0;
  if (live.running.length === 0 && isKnown) return [{ mark: 'runs   ', text: 'nowhere' }];
  return live.running.map((one) => ({ mark: 'runs   ', text: describeRunning(one) }));
}

/** For programs; see status.schema.json. */
export function statusJson(images: readonly ImageStatus[], now: Date): JsonObject {
  return {
    version: 1,
    at: now.toISOString(),
    images: images.map(({ image, environments }) => ({
      image,
      environments: environments.map(stateJson),
      behind: behindIn(environments),
    })),
  };
}

function stateJson(state: EnvironmentState): JsonObject {
  const { environment, from: sources, placed, facts, holds, repositories } = state;
  const { live, drift, doubts } = state;
  return {
    environment,
    sources,
    ...(placed !== undefined && {
      image: {
        digest: placed.digest,
        ...placementJson(placed.record),
        ...(facts !== undefined && factsJson(facts)),
      },
    }),
    holds: holds.map(holdJson),
    repositories: repositories.map(({ placed: own, ...repository }) => ({
      ...repository,
      ...(own !== undefined && { digest: own.digest }),
    })),
    ...(live !== undefined && liveJson(live)),
    drift,
    doubts,
  };
}
