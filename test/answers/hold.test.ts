import { describe, expect, it } from 'vitest';
import { recordTag } from '../../engine/evidence/record-tag.ts';
import { allTags, recordsOf } from '../commands/contents.ts';
import {
  dockerLandscape,
  type Landscape,
  nexusLandscape,
  push,
  steady,
  workspaceIn,
} from '../commands/landscape.ts';
import {
  approvedBy,
  build,
  buildAccepted,
  buildInQa,
  promote,
  succeed,
  unwrapped,
} from '../commands/steps.ts';
import { buildArtifact } from '../support/images/build-artifact.ts';
import { buildImage } from '../support/images/build-image.ts';
import { describeWith } from '../support/parts.ts';
import { hold } from './hold-step.ts';

const image = buildImage({ platforms: ['linux/amd64', 'linux/arm64'] });
const uat = { options: { env: 'uat' } };

describe('an environment that is held', () => {
  it('takes nothing in before it is released, nor what was planned and approved before', async () => {
    await holdAndRelease(await nexusLandscape());
  });

  it('takes in what waits once the hold has ended', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await build(landscape, workspace, image);
    await hold(workspace, { env: 'qa', until: '2m' });
    const qa = { options: { env: 'qa' } };

    const [held, ended] = [
      await workspace.run('plan', 'promote-qa', qa),
      await workspace.run('plan', 'promote-qa', qa),
    ];

    expect([held.exitCode, ended.exitCode], held.log).toEqual([20, 0]);
  });

  it('may be empty', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);

    const outcome = await hold(workspace, { env: 'uat', until: '2d' });

    expect(outcome.exitCode, outcome.log).toBe(0);
    expect(steady(outcome.log, landscape)).toBe(
      'uat held by erin, until 2026-11-23 10:01 UTC: prod.example.com/shop/checkout\n',
    );
    expect(await outcome.file('reference.txt')).toBeUndefined();
    await buildAccepted(landscape, workspace, image);
    expect(unwrapped((await workspace.run('plan', 'promote-uat', uat)).log)).toContain(
      'Promotions to uat are held by erin since 2026-11-21 10:01 UTC, until 2026-11-23 10:01 UTC: Quarter end.',
    );
  });

  it('is held for all images of a set, in all its repositories', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(
      landscape,
      `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  uat: { from: dev, repository: ['prod/{image}', 'prod/{image}-eu'], tags: ['{build}'] }
`,
    );
    const yaml = await workspace.read('promotion.yaml');
    await workspace.write(
      'promotion.yaml',
      yaml.replace('image: shop/checkout', 'images: [shop/checkout, shop/cart]'),
    );

    const outcome = await hold(workspace, { env: 'uat' });

    expect(steady(outcome.log, landscape).trim().split('\n')).toEqual([
      'uat held by erin: prod.example.com/shop/checkout',
      'uat held by erin: prod.example.com/shop/checkout-eu',
      'uat held by erin: prod.example.com/shop/cart',
      'uat held by erin: prod.example.com/shop/cart-eu',
    ]);
  });

  it('costs a promotion one request, and two where it was ever held', async () => {
    const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);
    await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });
    const asked = async () => {
      landscape.prodServer.clearRequests();
      await succeed(workspace, 'plan', 'promote-uat', uat);
      return landscape.prodServer.requests.filter(({ path }) => /\/hold-|tags\/list/.test(path))
        .length;
    };

    const before = await asked();
    await hold(workspace, { env: 'uat', state: 'released' });

    expect([before, await asked()]).toEqual([2, 3]);
  });
});

describeWith(['docker-registry', 'htpasswd'], 'the same on Docker’s own registry', () => {
  it('takes nothing in before it is released', async () => {
    await holdAndRelease(await dockerLandscape());
  });
});

async function holdAndRelease(landscape: Landscape): Promise<void> {
  const workspace = await workspaceIn(landscape);
  await buildAccepted(landscape, workspace, image);
  await succeed(workspace, 'plan', 'promote-uat', uat);

  expect((await hold(workspace, { env: 'uat' })).exitCode).toBe(0);
  const queued = await workspace.run('promote', 'promote-uat', {
    ...uat,
    approvals: [approvedBy('bob')],
  });

  expect(queued.exitCode).toBe(20);
  expect(steady((await queued.file('message.txt')) ?? '', landscape, [image])).toBe(
    [
      'shop/checkout sha256:111111111111 is not promoted to uat, for 1 reason:',
      '- Promotions to uat are held by erin since 2026-11-21 10:06 UTC: Quarter end. See',
      '  https://jenkins.example.com/job/shop/10/',
      "  -> Once the reason is gone: holdPromotions(env: 'uat', state: 'released', reason: '…').",
      'Nothing was copied and no tag was moved.',
    ].join('\n'),
  );
  expect((await allTags(landscape))['prod shop/checkout']).toBeUndefined();

  await hold(workspace, { env: 'uat', state: 'released', reason: 'Books are closed.' });
  await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });
  expect((await allTags(landscape))['prod shop/checkout']).toEqual({ '10-uat': image.root.digest });
}

describe('an image that is held', () => {
  it('goes nowhere before it is released, wherever it is', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildInQa(landscape, workspace, image);
    const accepted = { options: { is: 'accepted', by: 'carol' } };
    await succeed(workspace, 'verdict', 'verdict', accepted);

    const held = await hold(workspace, { digest: image.root.digest });

    expect(held.exitCode, held.log).toBe(0);
    expect(await held.file('reference.txt')).toMatch(
      new RegExp(`/shop/checkout@${image.root.digest}$`),
    );
    expect(await recordsOf(landscape.dev)).toContain('hold-held');
    expect(await recordsOf(landscape.dev, 'shop/checkout-qa')).toContain('hold-held');
    const plan = await workspace.run('plan', 'promote-uat', uat);
    expect(plan.exitCode).toBe(20);
    expect(plan.log).toContain(
      '- This image is held by erin since 2026-11-21 10:05 UTC: Quarter end.',
    );

    await hold(workspace, { fromBuild: 10, state: 'released' });
    await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });
  });

  it('is held although the record is damaged', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);
    const { digest, descriptor } = image.root;
    const artifactType = 'application/vnd.in-toto+json';
    const damaged = buildArtifact({ artifactType, content: '{', subject: descriptor });
    const tag = recordTag(digest, new Date('2026-11-21T10:03:00Z'), 'hold-held', '0123abcd');
    await push(landscape.dev, damaged, [tag], 'shop/checkout-qa');

    const plan = await workspace.run('plan', 'promote-uat', uat);

    expect(plan.exitCode).toBe(20);
    expect(unwrapped(plan.log)).toContain(
      '- It has to be assumed that this image is held. 127.0.0.1:',
    );
  });
});
