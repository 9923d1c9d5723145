import { alreadyThere } from './already-there.ts';
import { fortyLayers } from './forty-layers.ts';
import { fourPlatforms } from './four-platforms.ts';
import { halfGigabyte } from './half-gigabyte.ts';
import { releaseSet } from './release-set.ts';
import type { Scenario } from './scenario.ts';

export const scenarios: readonly Scenario[] = [
  fourPlatforms,
  fortyLayers,
  halfGigabyte,
  alreadyThere,
  releaseSet,
];
