// Measures the committed bundle against other tools, and writes bench/RESULTS.md. Bundles the bench's own sources first: Node 20 does not run TypeScript.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outfile = join(root, 'build', 'bench.mjs');
await build({
  absWorkingDir: root,
  entryPoints: ['bench/main.ts'],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
});
process.chdir(root);
const { main } = await import(pathToFileURL(outfile).href);
await main(process.argv.slice(2));
