import { measure } from '../measure.ts';
import type { Tool } from './tool.ts';

/** Built by scripts/bench.mjs from bench/copy-program.ts. */
const PROGRAM = 'build/copy.cjs';

/** The engine's copying; for a set it is one run, as a promotion is. */
export const ourTool: Tool = {
  name: 'promote-image',

  copy(journeys, folder) {
    const references = journeys.flatMap(({ from, to }) => [from, to]);
    return measure([process.execPath, PROGRAM, ...references], folder);
  },

  version: async () => 'this checkout',
};
