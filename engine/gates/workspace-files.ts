import type { Dir } from 'node:fs';
import { opendir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { describeError, Failure, oneLine } from '../failures.ts';
import { errorCode } from '../http/failures.ts';
import { matchesName } from './path-pattern.ts';

/** A file below the workspace. */
export interface WorkspaceFile {
  /** From the workspace on, with `/`. */
  readonly path: string;
  /** Absolute, with every symbolic link resolved. */
  readonly location: string;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

const MOST_FILES = 10_000;
const MOST_ENTRIES = 500_000;
const DEEPEST = 64;

/**
 * Files that one of the patterns names, in the order of their paths. A name is taken as it is but for `*` and `?`;
 * `**` stands for any folders, and follows no symbolic link to one.
 * @throws Failure OUTSIDE_WORKSPACE, TOO_MANY_FILES, FOLDER_UNREADABLE
 */
export async function findFiles(
  workspace: string,
  patterns: readonly string[],
): Promise<readonly WorkspaceFile[]> {
  const root = await realpath(workspace).catch(() => undefined);
  if (root === undefined) return [];
  const paths = new Set<string>();
  const walk = { root, paths, entries: 0 };
  for (const pattern of patterns) await visitFolder(walk, [], namesOf(pattern));
  return Promise.all([...paths].sort().map((path) => openable(root, path)));
}

interface Walk {
  readonly root: string;
  readonly paths: Set<string>;
  entries: number;
}

function namesOf(pattern: string): readonly string[] {
  const names = pattern.split('/').filter((name) => name !== '' && name !== '.');
  if (pattern.startsWith('/') || names.includes('..')) throw outside(pattern);
  return names.filter((name, at) => name !== '**' || names[at - 1] !== '**');
}

async function visitFolder(
  walk: Walk,
  folder: readonly string[],
  [name, ...rest]: readonly string[],
): Promise<void> {
  if (name === undefined) return;
  if (folder.length > DEEPEST) throw unreadable(folder, `it is more than ${DEEPEST} folders deep`);
  const isAnyFolder = name === '**';
  if (isAnyFolder) await visitFolder(walk, folder, rest.length === 0 ? ['*'] : rest);
  const found = await openFolder(walk.root, folder);
  if (found === undefined) return;
  for await (const entry of found) {
    walk.entries += 1;
    if (walk.entries > MOST_ENTRIES) throw tooMany();
    const path = [...folder, entry.name];
    if (isAnyFolder) {
      if (entry.isDirectory()) await visitFolder(walk, path, [name, ...rest]);
    } else if (matchesName(name, entry.name)) {
      if (rest.length > 0) await visitFolder(walk, path, rest);
      else if (!entry.isDirectory()) walk.paths.add(path.join('/'));
    }
    if (walk.paths.size > MOST_FILES) throw tooMany();
  }
}

/** Undefined where there is no such folder; in one that cannot be read may be what would fail. */
async function openFolder(root: string, folder: readonly string[]): Promise<Dir | undefined> {
  try {
    return await opendir(join(root, ...folder));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errorCode(error))) return undefined;
    throw unreadable(folder, describeError(error));
  }
}

async function openable(root: string, path: string): Promise<WorkspaceFile> {
  const location = await realpath(join(root, path)).catch(() => undefined);
  if (location === undefined) throw noFile(path);
  if (!location.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)) throw outside(path);
  const facts = await stat(location);
  if (!facts.isFile()) throw noFile(path);
  return { path, location, sizeBytes: facts.size, modifiedAt: facts.mtime };
}

const outside = (path: string) =>
  new Failure(
    'OUTSIDE_WORKSPACE',
    'configuration',
    `\`${path}\` is outside of the workspace.`,
    'Name a file of the workspace, by a path that starts there; a symbolic link may not lead out of it.',
  );

const noFile = (path: string) =>
  new Failure(
    'NO_FILE',
    'configuration',
    `\`${path}\` is neither a file nor a link to one.`,
    'Name a file of the workspace.',
  );

const unreadable = (folder: readonly string[], why: string) =>
  new Failure(
    'FOLDER_UNREADABLE',
    'configuration',
    `\`${oneLine(folder.join('/'), 120)}\` cannot be searched: ${oneLine(why, 120)}.`,
    'Give the user of the agent access to it (chown, where a container wrote it), or write a pattern that does not lead there.',
  );

const tooMany = () =>
  new Failure(
    'TOO_MANY_FILES',
    'configuration',
    `The patterns of the gate reach more than ${MOST_FILES} files, or search more than ${MOST_ENTRIES}.`,
    'Write a narrower pattern, for example build/test-results/**/*.xml in place of **/*.xml.',
  );
