import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles the program that copies and tags, `from to [from to …]`, for a process of its own. */
export async function buildProgram(folder: string): Promise<string> {
  const outfile = join(folder, 'copy.cjs');
  await build({
    entryPoints: ['bench/copy-program.ts'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}
