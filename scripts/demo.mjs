// Plays the main job on an embedded registry, or with `swarm` the way of an image through a real Docker Swarm:
// `npm run demo`, `npm run demo:swarm`. Without Java and Maven the bundle alone is shown.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as groovyJars from './setup/groovy-jars.mjs';
import { installNpmPackages } from './setup/npm-packages.mjs';

const ENTRY = process.argv[2] === 'swarm' ? 'demo/swarm/main.ts' : 'demo/main.ts';

process.chdir(resolve(fileURLToPath(import.meta.url), '../..'));
installNpmPackages();
const hasJava = canRun('java', '-version') && canRun('javac', '-version') && prepareJars();
const folder = mkdtempSync(join(tmpdir(), 'promote-image-demo-'));
try {
  const program = join(folder, 'demo.mjs');
  await bundle(program);
  process.exitCode = await play(program);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Ctrl-C reaches only us: what the demo started is still needed to end it in order. Then nothing of it is left. */
async function play(program) {
  const isGroup = process.platform !== 'win32';
  const demo = spawn(process.execPath, [program, hasJava ? 'with-java' : 'without-java'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: isGroup,
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => demo.kill());
  const [exitCode] = await once(demo, 'exit');
  if (isGroup) endGroup(demo.pid);
  return exitCode ?? 1;
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
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
    entryPoints: [ENTRY],
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
