import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWith } from '../support/parts.ts';
import { BOB, REFERENCE, source } from '../vars/promoting.ts';
import { requestsOf, run } from './situation.ts';

const IMAGES = ['shop/cart', 'shop/checkout', 'mail/sender'];
const RUNS = IMAGES.map((image) => `promote-uat.${image.replace('/', '_')}`);

describeWith(['java', 'mvn'], 'many promotions in one build', () => {
  it('keep their files, stashes and results apart, and have every record, also while people think', async () => {
    const build = await run('many-images', {
      source: source({ plan: 'approve' }),
      inputs: IMAGES.map(() => BOB),
    });

    expect(build.error).toBeNull();
    const stashed = build.steps
      .filter(({ step }) => step === 'stash')
      .map((step) => step.arguments['name']);
    expect(new Set(stashed).size).toBe(IMAGES.length * 2);
    expect((await readdir(join(build.archive, '.promote-image'))).sort()).toEqual(
      [...RUNS, ...RUNS.map((name) => name.replace('promote-uat', 'record'))].sort(),
    );
    expect(build.log).toContain(
      `${JSON.stringify(Object.fromEntries(IMAGES.map((image) => [image, REFERENCE])))}\n`,
    );
    expect(build.maxStateBytes).toBeLessThan(20_000 + IMAGES.length * 16_000);
    expect(RUNS.map((name) => requestsOf(build)[name]?.options)).toEqual(
      IMAGES.map((image) => ({ env: 'uat', image })),
    );
    const records = RUNS.map((name) => name.replace('promote-uat', 'record'));
    for (const workspace of build.workspaces.slice(IMAGES.length)) {
      const found = await readdir(join(workspace, '.promote-image'));
      expect(found).toEqual(expect.arrayContaining(records));
    }
  });

  it('work at the same time in one workspace', async () => {
    const build = await run('one-workspace', {
      source: source({ plan: 'approve' }),
      inputs: [BOB, BOB],
    });

    expect(build.error).toBeNull();
    expect(Object.keys(requestsOf(build)).sort()).toEqual([
      'promote-uat.shop_cart',
      'promote-uat.shop_checkout',
      'record.shop_cart',
      'record.shop_checkout',
    ]);
  });

  it('are the cells of a matrix', async () => {
    const build = await run('matrix');

    expect(build.error).toBeNull();
    expect(build.env).toMatchObject({
      PROMOTED_IMAGE_PROD_EU: REFERENCE,
      PROMOTED_IMAGE_PROD_US: REFERENCE,
    });
  });
});
