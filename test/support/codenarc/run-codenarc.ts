import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { resolveJars } from '../groovy/classpath.ts';

const HERE = import.meta.dirname;

/**
 * What CodeNarc's rules for Jenkins find in the Groovy files of a folder, as `file: rule`.
 * @throws Error where a file does not compile, since most rules would not look at it
 */
export async function runCodeNarc(folder: string): Promise<readonly string[]> {
  const classpath = await resolveJars(join(HERE, 'pom.xml'), 'codenarc-classpath');
  const out = await mkdtemp(join(tmpdir(), 'promote-image codenarc '));
  const { all } = await execa(
    'java',
    [
      ...['-XX:TieredStopAtLevel=1', '-cp', classpath, 'org.codenarc.CodeNarc'],
      ...[`-basedir=${folder}`, '-includes=**/*.groovy', '-report=text:report.txt'],
      `-rulesetfiles=file:${join(HERE, 'rules.xml')}`,
    ],
    { cwd: out, all: true },
  );
  const report = await readFile(join(out, 'report.txt'), 'utf8');
  await rm(out, { recursive: true });
  if (all.includes('Compilation failed')) throw new Error(all);
  return report.split('\nFile: ').flatMap((part) => {
    const [file] = part.split('\n', 1);
    return [...part.matchAll(/Violation: Rule=(\w+)/g)].map(([, rule]) => `${file}: ${rule}`);
  });
}
