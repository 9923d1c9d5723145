// Builds what is committed but written by no one: the validator, the published schemas and the engine's bundle.
// With --check it writes nothing and fails where a committed file is not what the sources build.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildConfigurationFiles } from './build/configuration-files.mjs';
import { buildEngineFiles } from './build/engine-bundle.mjs';
import { buildPublishedSchemas } from './build/published-schemas.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
// In this order: the bundle has the validator inside.
const steps = [buildConfigurationFiles, buildPublishedSchemas, buildEngineFiles];

const isCheck = process.argv.includes('--check');
const differing = [];
for (const build of steps) {
  const files = await build(root);
  if (isCheck) {
    differing.push(...(await comparedWithDisk(files, await build(root))));
  } else {
    await writeAll(files);
  }
}

if (differing.length > 0) {
  for (const line of differing) console.error(line);
  console.error('Run `npm run build` and commit what it writes.');
  process.exitCode = 1;
} else if (isCheck) {
  console.log('The committed build is what the sources build.');
}

async function comparedWithDisk(files, again) {
  const lines = [];
  for (const [path, text] of files) {
    const committed = await readFile(join(root, path), 'utf8').catch(() => undefined);
    if (again.get(path) !== text) lines.push(`${path}: two builds of the same sources differ.`);
    else if (committed === undefined) lines.push(`${path}: is not there.`);
    else if (committed !== text) lines.push(`${path}: is not what the sources build.`);
  }
  return lines;
}

async function writeAll(files) {
  for (const [path, text] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
    console.log(`${path}: ${Buffer.byteLength(text)} bytes`);
  }
}
