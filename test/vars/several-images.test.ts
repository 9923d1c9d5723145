import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';
import { BOB, source } from './promoting.ts';

describeWith(['java', 'mvn'], 'several images of one build', () => {
  it('keep their records, stashes and folders apart on agents of their own', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `
        parallel(
          cart: { node { checkout scm; recordImage(image: 'shop/cart') } },
          search: { node { checkout scm; recordImage(image: 'shop/search') } })
        parallel(
          cart: { promoteImage(env: 'uat', image: 'shop/cart') },
          search: { promoteImage(env: 'uat', image: 'shop/search') })`,
      source: source({ plan: 'approve' }),
      inputs: [BOB, BOB],
    });

    expect(build.error).toBeNull();
    expect(build.env['PROMOTE_IMAGE_STASH']?.split(',').sort()).toEqual([
      'promote-image-record.shop_cart',
      'promote-image-record.shop_search',
    ]);
    expect((await readdir(join(build.archive, '.promote-image'))).sort()).toEqual([
      'promote-uat.shop_cart',
      'promote-uat.shop_search',
      'record.shop_cart',
      'record.shop_search',
    ]);
    for (const workspace of build.workspaces.slice(2)) {
      expect(await readdir(join(workspace, '.promote-image'))).toEqual(
        expect.arrayContaining(['record.shop_cart', 'record.shop_search']),
      );
    }
  });

  it('share a workspace without a file in common that one writes while another reads it', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `
        node {
          checkout scm
          parallel(
            cart: { promoteImage(env: 'uat', image: 'shop/cart') },
            search: { promoteImage(env: 'uat', image: 'shop/search') })
        }`,
      source: source({}),
    });

    const written = build.steps
      .filter(({ step }) => step === 'writeFile')
      .map((step) => String(step.arguments['file']).split('/').slice(0, -1).join('/'));
    expect(build.error).toBeNull();
    expect([...new Set(written)].sort()).toEqual([
      '.promote-image/promote-uat.shop_cart',
      '.promote-image/promote-uat.shop_search',
    ]);
  });

  it('are recorded again without a second stash', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: 'node { checkout scm; recordImage(); recordImage() }',
      source: source({}),
    });

    expect(build.env['PROMOTE_IMAGE_STASH']).toBe('promote-image-record');
  });
});
