import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

const table = JSON.parse(
  readFileSync(new URL('../../test/support/parts.json', import.meta.url), 'utf8'),
);

/** Debian packages of the commands in test/support/parts.json that PATH lacks. */
function missingPackages() {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const missing = Object.values(table).filter(
    ({ command, debian }) =>
      debian !== undefined && !folders.some((folder) => existsSync(join(folder, command))),
  );
  return [...new Set(missing.map(({ debian }) => debian))];
}

export const name = 'Debian packages';
export const isThere = () => missingPackages().length === 0;
export const howTo = () => `apt-get install --no-install-recommends ${missingPackages().join(' ')}`;

export function install() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    throw new Error('only root on Debian can install them');
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-q'], { env });
  const packages = ['--no-install-recommends', ...missingPackages()];
  withoutServices(() => run('apt-get', ['install', '-q', '-y', ...packages], { env }));
}

/** Some packages start a service when they are installed (docker.io, docker-registry); the suites start their own. */
function withoutServices(installPackages) {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return installPackages();
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    installPackages();
  } finally {
    rmSync(policy);
  }
}
