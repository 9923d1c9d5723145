import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheFolder } from './cache-folder.mjs';
import { run } from './run.mjs';

const pom = 'test/support/groovy/pom.xml';
const classpath = join(cacheFolder, 'groovy-classpath.txt');
/** The pom that the class path was resolved from. */
const resolvedPom = join(cacheFolder, 'groovy-classpath.pom.xml');

export const name = 'jars for the Groovy suites';
export const howTo = () =>
  `mvn -f ${pom} dependency:build-classpath -Dmdep.outputFile=${classpath}`;

export function isThere() {
  if (!existsSync(classpath) || read(resolvedPom) !== read(pom)) return false;
  return read(classpath).trim().split(delimiter).every(existsSync);
}

export function install() {
  mkdirSync(cacheFolder, { recursive: true });
  rmSync(classpath, { force: true });
  run('mvn', [
    ...['-q', '-B', '-f', pom, 'dependency:build-classpath'],
    `-Dmdep.outputFile=${classpath}`,
  ]);
  copyFileSync(pom, resolvedPom);
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
