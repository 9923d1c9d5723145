// Plays the main job on an embedded registry: `npm run demo`. Without Java and Maven the bundle alone is shown.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as groovyJars from './setup/groovy-jars.mjs';
import { installNpmPackages } from './setup/npm-packages.mjs';

process.chdir(resolve(fileURLToPath(import.meta.url), '../..'));
installNpmPackages();
const hasJava = canRun('java', '-version') && canRun('javac', '-version') && prepareJars();
const folder = mkdtempSync(join(tmpdir(), 'promote-image-demo-'));
try {
  const program = join(folder, 'demo.mjs');
  await bundle(program);
  const { status } = spawnSync(
    process.execPath,
    [program, hasJava ? 'with-java' : 'without-java'],
    {
      stdio: 'inherit',
    },
  );
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function canRun(command, argument) {
  return spawnSync(command, [argument], { stdio: 'ignore' }).status === 0;
}

function prepareJars() {
  try {
    if (!groovyJars.isThere()) groovyJars.install();
    return true;
  } catch (error) {
    console.log(`The jars of Jenkins' interpreter are not to be had: ${error.message}`);
    return false;
  }
}

/** Sources keep their own `import.meta.dirname`, since they read files beside them. */
async function bundle(outfile) {
  const { build } = await import('esbuild');
  const keepFolders = {
    name: 'keep-folders',
    setup: ({ onLoad }) =>
      onLoad({ filter: /\/(demo|test)\/.*\.ts$/ }, ({ path }) => ({
        loader: 'ts',
        contents: readFileSync(path, 'utf8').replaceAll(
          'import.meta.dirname',
          JSON.stringify(dirname(path)),
        ),
      })),
  };
  await build({
    entryPoints: ['demo/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.18',
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(${JSON.stringify(pathToFileURL(outfile).href)});`,
    },
    plugins: [keepFolders],
    logLevel: 'warning',
  });
}
