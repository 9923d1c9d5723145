import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cacheFolder } from './cache-folder.mjs';
import { run } from './run.mjs';

const bin = join(cacheFolder, 'bin');

/** `isThere`, `install` and `howTo` of programs from Go's module proxy: each a `program` in the cache, built from a `command` of a `module` at a `version`. */
export function goPrograms(programs) {
  const missing = () => programs.filter((each) => !isBuilt(each));
  return {
    isThere: () => missing().length === 0,
    howTo: () => `install Go, then ${missing().map(commandLine).join(' && ')}`,
    install() {
      mkdirSync(bin, { recursive: true });
      for (const each of missing()) build(each);
    },
  };
}

/** A program of another version than the pinned one counts as missing. */
function isBuilt({ program, module, version }) {
  const file = join(bin, program);
  if (!existsSync(file)) return false;
  const { status, stdout } = spawnSync('go', ['version', '-m', file], { encoding: 'utf8' });
  return status !== 0 || stdout.includes(`\tmod\t${module}\t${version}\t`);
}

/** Built aside and moved, so that what stands in the cache is whole. */
function build({ program, module, command, version }) {
  const folder = mkdtempSync(join(bin, '.build-'));
  try {
    const env = { ...process.env, GOBIN: folder, CGO_ENABLED: '0' };
    run('go', ['install', `${module}/${command}@${version}`], { env });
    renameSync(join(folder, basename(command)), join(bin, program));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function commandLine({ program, module, command, version }) {
  const built = basename(command);
  const install = `GOBIN=${bin} CGO_ENABLED=0 go install ${module}/${command}@${version}`;
  return built === program ? install : `${install} && mv ${join(bin, built)} ${join(bin, program)}`;
}
