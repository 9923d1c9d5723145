// Measures the engine's copying, its reading of records and its answers against other tools, and writes bench/RESULTS.md. Bundles the bench's own sources first: Node 20 does not run TypeScript.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { slimUndici } from './build/slim-undici.mjs';
import * as goPrograms from './setup/go-programs.mjs';
import { run } from './setup/run.mjs';

if (!goPrograms.isThere()) console.error(`Not all peers are there: ${goPrograms.howTo()}`);

const root = fileURLToPath(new URL('..', import.meta.url));
const outfile = join(root, 'build', 'bench.mjs');
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.18',
  logLevel: 'warning',
};
await build({
  ...common,
  entryPoints: ['bench/main.ts'],
  outfile,
  packages: 'external',
  format: 'esm',
});
// What is measured of the engine, as programs, bundled as the engine is.
await build({
  ...common,
  entryPoints: { copy: 'bench/copy-program.ts', 'read-records': 'bench/records/read-program.ts' },
  outdir: 'build',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  minify: true,
  plugins: [slimUndici],
});
process.chdir(root);
// Needs Go, as most peers do.
run('go', ['build', '-o', 'build/latency-proxy', 'bench/proxy/latency-proxy.go']);
const { main } = await import(pathToFileURL(outfile).href);
await main(process.argv.slice(2));
