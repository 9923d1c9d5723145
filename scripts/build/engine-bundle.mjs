import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';
import { slimUndici } from './slim-undici.mjs';
import { noticesOf } from './third-party-notices.mjs';

const ENTRY = 'engine/main.ts';
const BUNDLE = 'resources/promote-image/engine.cjs';

const syntax = { platform: 'node', target: 'node20.18', minify: true, logLevel: 'warning' };

/**
 * The engine as one file that any Node from 20.18.1 on runs as it is. It holds the engine's parts as comments, each
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
    define: { PROMOTE_IMAGE_VERSION: JSON.stringify(version) },
    plugins: [slimUndici],
  });
  const banner = `#!/usr/bin/env node\n// promote-image ${version}, ${license}. Built from engine/; the notices of the packages inside are below.`;
  const parts = await Promise.all(outputFiles.map(partOf));
  const notices = await noticesOf(metafile, root);
  const text = asciiOf(`${banner}\n${LOADER}\n${notices}${parts.sort().join('')}`);
  return new Map([[BUNDLE, text]]);
}

/** Notices have names and quotation marks beyond ASCII, which V8 would read more slowly. */
function asciiOf(text) {
  return text.replace(
    /[^\0-\x7f]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The name by which other parts import it, and its code as a CommonJS module, as lines of comments. */
async function partOf({ path, text }) {
  const { code } = await transform(text, {
    ...syntax,
    format: 'cjs',
    supported: { 'dynamic-import': false },
  });
  const lines = ['', ...code.trimEnd().split('\n')];
  if (lines.some((line) => line.startsWith('@part ')))
    throw new Error(`${path} holds the mark of a part.`);
  return `//@part ./${basename(path)}${lines.join('\n//')}\n`;
}

/** Runs in the bundle, which it reads at once: the file may change under a long run. A stack trace names engine.cjs, then the part. */
const LOADER = `const { readFileSync } = require('node:fs');
const { compileFunction } = require('node:vm');
const MARK = '\\n//@part ';
const file = readFileSync(__filename);
const places = new Map();
for (let at = file.indexOf(MARK); at !== -1; ) {
  const nameAt = at + MARK.length;
  const codeAt = file.indexOf('\\n', nameAt);
  at = file.indexOf(MARK, codeAt);
  places.set(file.toString('latin1', nameAt, codeAt).trimEnd(), [codeAt, at === -1 ? file.length : at]);
}
const loaded = new Map();
function load(name) {
  const place = places.get(name);
  if (place === undefined) return require(name);
  if (!loaded.has(name)) {
    const module = { exports: {} };
    loaded.set(name, module);
    const code = file.toString('latin1', ...place).replaceAll('\\n//', '\\n');
    const filename = __filename + name.slice(1);
    compileFunction(code, ['module', 'require'], { filename, lineOffset: -1 })(module, load);
  }
  return loaded.get(name).exports;
}
load('./main.js');`;
