import { describe, expect, it } from 'vitest';
import { recordsOf, tagsOf } from '../commands/contents.ts';
import { nexusLandscape, workspaceIn } from '../commands/landscape.ts';
import { build, promote } from '../commands/steps.ts';
import { buildImage } from '../support/images/build-image.ts';
import { RESET } from '../support/registry/answer.ts';
import { isWrite } from '../support/registry/request.ts';

const nine = buildImage({ seed: '9' });
const ten = buildImage({ seed: '10' });
const eleven = buildImage({ seed: '11' });
const images = [nine, ten, eleven];
const TWO_REGIONS = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  uat: { from: dev, repository: ['prod/{image}', 'prod/{image}-eu'], tags: ['{build}', latest, stable] }
`;
const REGIONS = ['shop/checkout', 'shop/checkout-eu'];

describe('a rollback that is killed', () => {
  it('is finished by the next one, wherever it was killed, and goes no further than that', async () => {
    const writes = await killAfter(Number.POSITIVE_INFINITY);
    expect(writes).toBeGreaterThan(20);

    for (let spared = 0; spared < writes; spared += 1) await killAfter(spared);
  }, 120_000);
});

/** @returns how many writes the rollback made before it was killed */
async function killAfter(spared: number): Promise<number> {
  const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
  const workspace = await workspaceIn(landscape, TWO_REGIONS);
  for (const [i, image] of images.entries()) {
    await build(landscape, workspace, image, `${i + 9}`);
    await promote(workspace, 'uat', { options: { fromBuild: i + 9 } });
  }
  let writes = 0;
  let isDead = false;
  await landscape.prodServer.use({
    intercept(request) {
      if (isWrite(request) && writes === spared) isDead = true;
      if (isDead) return RESET;
      if (isWrite(request)) writes += 1;
      return undefined;
    },
  });
  const goBack = () =>
    workspace.run('rollback', 'rollback-uat', { options: { env: 'uat', reason: 'Totals.' } });

  const killed = await goBack();

  if (spared === Number.POSITIVE_INFINITY) return writes;
  expect(killed.exitCode, `killed after ${spared} writes`).toBe(69);
  writes = Number.NEGATIVE_INFINITY;
  isDead = false;
  const again = await goBack();

  expect(again.exitCode, `run again after ${spared} writes:\n${again.log}`).toBe(0);
  for (const region of REGIONS) {
    expect(await tagsOf(landscape.prod, region), `after ${spared} writes`).toEqual({
      9: nine.root.digest,
      10: ten.root.digest,
      11: eleven.root.digest,
      latest: ten.root.digest,
      stable: ten.root.digest,
    });
    const records = await recordsOf(landscape.prod, region);
    expect(records.filter((label) => label === 'rollback')).toHaveLength(2);
    const journal = landscape.prodServer.store
      .tags('docker-prod', region)
      .filter((tag) => tag.startsWith('env-uat.') && tag.includes('rollback'));
    expect(journal, `journal after ${spared} writes`).toHaveLength(1);
  }
  const third = await goBack();
  expect(third.log, `run a third time after ${spared} writes`).toContain('Nothing to do: uat has ');
  const plan = await workspace.run('plan', 'promote-uat', {
    options: { env: 'uat', fromBuild: 11 },
  });
  expect(plan.log).toContain('It was rolled back from uat by alice on ');
  return spared;
}
