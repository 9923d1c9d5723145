import { existsSync, readFileSync } from 'node:fs';
import { run } from './run.mjs';

/** Makes node_modules what package-lock.json says; does nothing where it is so already. */
export function installNpmPackages() {
  if (!isUpToDate()) run('npm', ['ci']);
}

function isUpToDate() {
  const installed = packagesOf('node_modules/.package-lock.json');
  const wanted = Object.entries(packagesOf('package-lock.json'));
  return wanted.every(
    ([path, { version, optional }]) =>
      path === '' || optional === true || installed[path]?.version === version,
  );
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}
