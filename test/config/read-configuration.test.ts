import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfiguration } from '../../engine/config/read-configuration.ts';
import { VALID } from './support.ts';

describe('the configuration of a workspace', () => {
  let cwd: string;

  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'promotion-'));
  });

  afterEach(async () => {
    await rm(cwd, { recursive: true });
  });

  it.each(['promotion.yaml', 'promotion.yml'])('is found as %s', async (name) => {
    await writeFile(join(cwd, name), VALID);

    const configuration = await readConfiguration({ cwd });

    expect(configuration.file).toBe(name);
    expect(configuration.application.images).toEqual(['shop/checkout']);
  });

  it('is found by its path', async () => {
    await mkdir(join(cwd, 'ci'));
    await writeFile(join(cwd, 'ci', 'way.yaml'), VALID);

    const configuration = await readConfiguration({ cwd, path: 'ci/way.yaml' });

    expect(configuration.file).toBe('ci/way.yaml');
  });

  it('says where it was looked for', async () => {
    await expect(readConfiguration({ cwd })).rejects.toMatchObject({
      code: 'CONFIGURATION_NOT_FOUND',
      kind: 'configuration',
      message: `There is no configuration; looked for ${join(cwd, 'promotion.yaml')} and ${join(cwd, 'promotion.yml')}.`,
    });
    await expect(readConfiguration({ cwd, path: 'ci/way.yaml' })).rejects.toMatchObject({
      message: `There is no configuration; looked for ${join(cwd, 'ci/way.yaml')}.`,
    });
  });

  it('is not guessed where there are two', async () => {
    await writeFile(join(cwd, 'promotion.yaml'), VALID);
    await writeFile(join(cwd, 'promotion.yml'), VALID);

    await expect(readConfiguration({ cwd })).rejects.toMatchObject({
      code: 'CONFIGURATION_AMBIGUOUS',
      message: `There are two configurations, ${join(cwd, 'promotion.yaml')} and ${join(cwd, 'promotion.yml')}.`,
    });
  });

  it('is a file', async () => {
    await mkdir(join(cwd, 'promotion.yaml'));

    await expect(readConfiguration({ cwd })).rejects.toMatchObject({
      code: 'CONFIGURATION_UNREADABLE',
      message: `${join(cwd, 'promotion.yaml')} cannot be read: it is a directory.`,
    });
  });

  it('is not read where it is too large', async () => {
    await writeFile(join(cwd, 'promotion.yaml'), '');
    await truncate(join(cwd, 'promotion.yaml'), 3 * 1024 ** 3);

    await expect(readConfiguration({ cwd })).rejects.toMatchObject({
      code: 'CONFIGURATION_UNREADABLE',
      message: `${join(cwd, 'promotion.yaml')} cannot be read: it is larger than 1 MiB.`,
    });
  });

  it('is not read from a device', async () => {
    await expect(readConfiguration({ cwd, path: '/dev/zero' })).rejects.toMatchObject({
      message: '/dev/zero cannot be read: it is no ordinary file.',
    });
  });

  it('says what is wrong in it', async () => {
    await writeFile(join(cwd, 'promotion.yaml'), '- a\n');

    await expect(readConfiguration({ cwd })).rejects.toMatchObject({
      code: 'INVALID_CONFIGURATION',
    });
  });
});
