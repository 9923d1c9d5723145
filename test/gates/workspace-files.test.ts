import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { matchesPath } from '../../engine/gates/path-pattern.ts';
import { findFiles } from '../../engine/gates/workspace-files.ts';

let folder = '';
const workspace = () => join(folder, 'workspace');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workspace-'));
  for (const path of [
    'a.xml',
    'build/b.xml',
    'build/deep/er/c.xml',
    'build/d.txt',
    '.cache/e.xml',
  ]) {
    await mkdir(dirname(join(workspace(), path)), { recursive: true });
    await writeFile(join(workspace(), path), path);
  }
  await writeFile(join(folder, 'secret.xml'), 'not ours');
  await symlink(join(folder, 'secret.xml'), join(workspace(), 'out.lnk'));
  await symlink(folder, join(workspace(), 'build', 'up'));
  await symlink('a.xml', join(workspace(), 'same.lnk'));
  await symlink('nowhere', join(workspace(), 'dangling.lnk'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const pathsOf = async (...patterns: string[]) =>
  (await findFiles(workspace(), patterns)).map(({ path }) => path);

describe('files of the workspace', () => {
  it.each([
    [['a.xml'], ['a.xml']],
    [['./build//b.xml'], ['build/b.xml']],
    [['build/*.xml'], ['build/b.xml']],
    [['build/**/*.xml'], ['build/b.xml', 'build/deep/er/c.xml']],
    [['build/**/**/c.xml'], ['build/deep/er/c.xml']],
    [['**/?.xml'], ['.cache/e.xml', 'a.xml', 'build/b.xml', 'build/deep/er/c.xml']],
    [['build/deep/**'], ['build/deep/er/c.xml']],
    [
      ['*.xml', 'a.*', 'build/d.txt'],
      ['a.xml', 'build/d.txt'],
    ],
    [['build'], []],
    [['nowhere/*.xml'], []],
    [['same.lnk'], ['same.lnk']],
  ])('are found by %j', async (patterns, paths) => {
    expect(await pathsOf(...patterns)).toEqual(paths);
  });

  it('are none where there is no workspace', async () => {
    expect(await findFiles(join(folder, 'gone'), ['*'])).toEqual([]);
  });

  it.each([
    '../secret.xml',
    '/etc/passwd',
    'build/../../secret.xml',
    'out.lnk',
    'build/up/secret.xml',
  ])('never lie outside of it: %s', async (pattern) => {
    await expect(pathsOf(pattern)).rejects.toMatchObject({ code: 'OUTSIDE_WORKSPACE' });
  });

  it('are not left out where a folder cannot be searched', async () => {
    const names = Array.from({ length: 10 }, () => 'd'.repeat(250));
    const [upper, lower] = [join(folder, 'upper'), join(folder, 'lower')];
    for (const one of [upper, lower]) await mkdir(join(one, ...names), { recursive: true });
    await writeFile(join(upper, 'passed.xml'), '');
    // Paths that are longer than any that can be opened.
    const below = join(upper, ...names, 'lower');
    await rename(lower, below);
    onTestFinished(() => rename(below, lower));

    const found = findFiles(upper, ['**/*.xml']);

    await expect(found).rejects.toMatchObject({
      code: 'FOLDER_UNREADABLE',
      message: expect.stringMatching(/^`d{120}…` cannot be searched: ENAMETOOLONG/),
    });
  });

  it('are no links that lead nowhere', async () => {
    await expect(pathsOf('dangling.lnk')).rejects.toMatchObject({ code: 'NO_FILE' });
  });
});

describe('a pattern of paths', () => {
  it.each([
    ['app.jar', 'app.jar', true],
    ['app.jar', 'appXjar', false],
    ['target/*.jar', 'target/app-1.jar', true],
    ['target/*.jar', 'target/lib/app.jar', false],
    ['**/*.jar', 'app.jar', true],
    ['**/*.jar', 'a/b/app.jar', true],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/b/b', true],
    ['a/**', 'a/x/y', true],
    ['a/**', 'a', false],
    ['*a*b', 'xaxbxb', true],
    ['*a*b', 'xaxbx', false],
  ])('%s and %s: %s', (pattern, path, matches) => {
    expect(matchesPath(pattern, path)).toBe(matches);
  });

  it('ends for names that were made to be slow', () => {
    expect(matchesPath('*a'.repeat(60), 'a'.repeat(5000))).toBe(true);
    expect(matchesPath(`${'**/'.repeat(30)}x`, 'a/'.repeat(500))).toBe(false);
  });
});
