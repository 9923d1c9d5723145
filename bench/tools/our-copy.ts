import type { Tool } from './tool.ts';

/** Built by scripts/bench.mjs from bench/copy-program.ts. */
const PROGRAM = 'build/copy.cjs';

/** The engine's copying; for a set it is one run, as a promotion is. */
export const ourTool: Tool = {
  name: 'promote-image',

  command: (journeys) => [
    process.execPath,
    PROGRAM,
    ...journeys.flatMap(({ from, to }) => [from, to]),
  ],

  version: async () => 'this checkout',
};
