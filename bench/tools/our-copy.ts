import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Tool } from './tool.ts';

const program = join(tmpdir(), `promote-image-copy-${process.pid}.cjs`);

/** The engine's copying, bundled as the engine is; for a set it is one run, as a promotion is. */
export const ourTool: Tool = {
  name: 'promote-image',

  command: (journeys) => [
    process.execPath,
    program,
    ...journeys.flatMap(({ from, to }) => [from, to]),
  ],

  async version() {
    await build({
      entryPoints: ['bench/copy-program.ts'],
      outfile: program,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node20.18',
      format: 'cjs',
      logLevel: 'warning',
    });
    return 'this checkout';
  },
};
