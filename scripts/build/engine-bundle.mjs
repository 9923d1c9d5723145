import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';
import { slimUndici } from './slim-undici.mjs';
import { noticesOf } from './third-party-notices.mjs';

const ENTRY = 'engine/main.ts';
const BUNDLE = 'resources/promote-image/engine.cjs';

const syntax = { platform: 'node', target: 'node20.18', minify: true, logLevel: 'warning' };

/**
 * The engine as one file that any Node from 20.18.1 on runs as it is. It holds the engine's parts as texts, each
 * compiled when a command first needs it: to parse all of them would take longer than most commands do.
 */
export async function buildEngineFiles(root) {
  const { version, license } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const { outputFiles, metafile } = await build({
    ...syntax,
    entryPoints: [ENTRY],
    absWorkingDir: root,
    bundle: true,
    write: false,
    outdir: '.',
    metafile: true,
    // esbuild splits ES modules only.
    format: 'esm',
    splitting: true,
    // The names of parts come from the paths of their files, which have to be the same wherever it is built.
    preserveSymlinks: true,
    legalComments: 'none',
    charset: 'utf8',
    define: { PROMOTE_IMAGE_VERSION: JSON.stringify(version) },
    plugins: [slimUndici],
  });
  const banner = `#!/usr/bin/env node\n// promote-image ${version}, ${license}. Built from engine/; the notices of the packages inside are at the end.`;
  const parts = await Promise.all(outputFiles.map(partOf));
  const notices = await noticesOf(metafile, root);
  const text = `${banner}\nconst parts={\n${parts.sort().join('\n')}\n};\n${LOADER}\n${notices}`;
  return new Map([[BUNDLE, text]]);
}

/** A member of `parts`: the name by which other parts import it, and its code as a CommonJS module. */
async function partOf({ path, text }) {
  const { code } = await transform(text, {
    ...syntax,
    format: 'cjs',
    charset: 'utf8',
    supported: { 'dynamic-import': false },
  });
  const literal = code.trimEnd().replace(/[\\'\n\r]/g, (one) => ESCAPES[one] ?? `\\${one}`);
  return `'./${basename(path)}':'${literal}',`;
}

const ESCAPES = { '\n': '\\n', '\r': '\\r' };

/** Runs in the bundle; a stack trace names engine.cjs, then the part. */
const LOADER = `const { compileFunction } = require('node:vm');
const loaded = new Map();
function load(name) {
  if (parts[name] === undefined) return require(name);
  if (!loaded.has(name)) {
    const module = { exports: {} };
    loaded.set(name, module);
    const run = compileFunction(parts[name], ['module', 'require'], { filename: __filename + name.slice(1) });
    run(module, load);
  }
  return loaded.get(name).exports;
}
load('./main.js');`;
