import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';

const HERE = import.meta.dirname;
const CACHE = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'promote-image');

/** The class path of the harness: its jars, asked of Maven once, and its own classes, compiled once per content. */
export async function resolveClasspath(): Promise<string> {
  const jars = await resolveJars(join(HERE, 'pom.xml'), 'groovy-classpath');
  return [await compile(jars), jars].join(delimiter);
}

/**
 * The jars that `npm test` fetched for this very pom; asked of Maven here when a test is run alone.
 * @param name of the files in the cache that keep the answer
 */
export async function resolveJars(pom: string, name: string): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  const listFile = join(CACHE, `${name}.txt`);
  const resolvedPom = join(CACHE, `${name}.pom.xml`);
  const list = await readText(listFile);
  const isCurrent = (await readText(resolvedPom)) === (await readText(pom));
  if (isCurrent && list !== '' && list.split(delimiter).every(existsSync)) return list;
  const draft = await mkdtemp(join(CACHE, 'classpath-'));
  const draftFile = join(draft, 'classpath.txt');
  const goal = ['dependency:build-classpath', `-Dmdep.outputFile=${draftFile}`];
  await execa('mvn', ['-q', '-B', '-f', pom, ...goal]);
  await rename(draftFile, listFile);
  await rm(draft, { recursive: true });
  await copyFile(pom, resolvedPom);
  return readText(listFile);
}

async function readText(file: string): Promise<string> {
  return existsSync(file) ? (await readFile(file, 'utf8')).trim() : '';
}

async function compile(jars: string): Promise<string> {
  const sources = (await readdir(HERE, { recursive: true })).filter((file) =>
    file.endsWith('.java'),
  );
  const hash = createHash('sha256').update(jars);
  for (const source of sources.sort()) {
    hash.update(source).update(await readFile(join(HERE, source)));
  }
  const classes = join(CACHE, `groovy-harness-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(classes)) return classes;
  const draft = await mkdtemp(join(CACHE, 'classes-'));
  const files = sources.map((source) => join(HERE, source));
  await execa('javac', ['-nowarn', '-encoding', 'UTF-8', '-d', draft, '-cp', jars, ...files]);
  await rename(draft, classes).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    await rm(draft, { recursive: true });
  });
  return classes;
}
