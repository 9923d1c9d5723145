import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describeError, Failure } from '../failures.ts';
import type { Configuration } from './configuration.ts';
import { parseConfiguration } from './parse-configuration.ts';
import { parseOwnedConfiguration } from './parse-owned-configuration.ts';
import { keyFileUnreadable } from './trust.ts';
import { FILE_LIMIT_BYTES } from './yaml-text.ts';

const KEY_LIMIT_BYTES = 64 * 1024;
const USUAL_NAMES = ['promotion.yaml', 'promotion.yml'];

/** Where a configuration is. */
export interface ConfigurationSource {
  readonly cwd: string;
  readonly path?: string | undefined;
  /** The text of a policy, under which the file is only the application's. */
  readonly policy?: string | undefined;
  /** The image that the step names. */
  readonly image?: string | undefined;
}

/**
 * Reads `path`, or promotion.yaml or promotion.yml in `cwd`; there need be none where a policy and an image are given.
 * @throws Failure CONFIGURATION_NOT_FOUND, CONFIGURATION_AMBIGUOUS, CONFIGURATION_UNREADABLE, INVALID_CONFIGURATION
 */
export async function readConfiguration({
  cwd,
  path,
  policy,
  image,
}: ConfigurationSource): Promise<Configuration> {
  const readKey = (named: string) => readKeyFile(cwd, named);
  const isOptional = path === undefined && policy !== undefined && image !== undefined;
  const found = await findFile(cwd, path, isOptional);
  const application = found && { file: found.name, bytes: await readBytes(found.file) };
  if (policy !== undefined) {
    return parseOwnedConfiguration({
      policy: Buffer.from(policy, 'utf8'),
      ...(application !== undefined && { application }),
      ...(image !== undefined && { image }),
      readKeyFile: readKey,
    });
  }
  if (application === undefined) throw notFound([resolve(cwd, path ?? '')]);
  return parseConfiguration({ ...application, readKeyFile: readKey });
}

async function findFile(cwd: string, path: string | undefined, isOptional: boolean) {
  const names = path === undefined ? USUAL_NAMES : [path];
  const candidates = names.map((name) => ({ name, file: resolve(cwd, name) }));
  const present = [];
  for (const candidate of candidates) {
    if (await exists(candidate.file)) present.push(candidate);
  }
  const [found, second] = present;
  if (found === undefined && !isOptional) throw notFound(candidates.map(({ file }) => file));
  if (found !== undefined && second !== undefined) throw ambiguous(found.file, second.file);
  return found;
}

/** Read at once: there are few, and each is small. */
function readKeyFile(cwd: string, path: string): string {
  try {
    const file = resolve(cwd, path);
    if (statSync(file).size > KEY_LIMIT_BYTES) throw new Error('it is larger than 64 KiB');
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw keyFileUnreadable(path, error);
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (isAbsence(error)) return false;
    throw unreadable(file, describeError(error), error);
  }
}

function isAbsence(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

async function readBytes(file: string): Promise<Uint8Array> {
  // Looked at before opening: a named pipe would wait for a writer, and a large file fill the memory.
  const status = await stat(file);
  if (status.isDirectory()) throw unreadable(file, 'it is a directory');
  if (!status.isFile()) throw unreadable(file, 'it is no ordinary file');
  if (status.size > FILE_LIMIT_BYTES) throw unreadable(file, 'it is larger than 1 MiB');
  try {
    return await readFile(file);
  } catch (error) {
    throw unreadable(file, describeError(error), error);
  }
}

function notFound(files: readonly string[]): Failure {
  return new Failure(
    'CONFIGURATION_NOT_FOUND',
    'configuration',
    `There is no configuration; looked for ${files.join(' and ')}.`,
    'Put promotion.yaml into the root of the repository (and check it out in this workspace first), or give its path.',
  );
}

function ambiguous(first: string, second: string): Failure {
  return new Failure(
    'CONFIGURATION_AMBIGUOUS',
    'configuration',
    `There are two configurations, ${first} and ${second}.`,
    'Delete one of them, or give the path of the one that counts.',
  );
}

function unreadable(file: string, why: string, cause?: unknown): Failure {
  return new Failure(
    'CONFIGURATION_UNREADABLE',
    'configuration',
    `${file} cannot be read: ${why}.`,
    'Give the path of a YAML file that the user of this process may read.',
    { cause },
  );
}
