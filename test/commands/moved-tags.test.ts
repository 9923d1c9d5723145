import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { allTags, tagsOf } from './contents.ts';
import { nexusLandscape, push, steady, workspaceIn } from './landscape.ts';
import { approvedBy, build, buildAccepted, succeed, unwrapped } from './steps.ts';

const image = buildImage();
const other = buildImage({ seed: 'other' });

describe('a tag that somebody moved by hand', () => {
  it.each([
    ['this build', {}],
    ['the build’s number', { fromBuild: 10 }],
    ['the tag', { tag: '10' }],
  ])(
    'stops the promotion of %s, with both digests and who recorded what and when',
    async (_, options) => {
      const landscape = await nexusLandscape();
      const workspace = await workspaceIn(landscape);
      await build(landscape, workspace, image);
      await push(landscape.dev, other, ['10']);

      const plan = await workspace.run('plan', 'promote-qa', {
        options: { env: 'qa', ...options },
      });

      expect(plan.exitCode).toBe(20);
      const message = unwrapped((await plan.file('message.txt')) ?? '');
      expect(steady(message, landscape, [image, other])).toContain(
        `Tag 10 of dev.example.com/shop/checkout was moved: it is at sha256:${'2'.repeat(64)} now, but it was put on sha256:${'1'.repeat(64)}, recorded by alice at 2026-11-21 10:01 UTC (https://jenkins.example.com/job/shop/10/).`,
      );
      expect(await allTags(landscape)).toEqual({ 'dev shop/checkout': { 10: other.root.digest } });
    },
  );

  it('stops it when it is gone', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await build(landscape, workspace, image);
    landscape.devServer.store.deleteTag('docker-dev', 'shop/checkout', '10');

    const plan = await workspace.run('plan', 'promote-qa', { options: { env: 'qa' } });

    expect(plan.exitCode).toBe(20);
    expect(unwrapped(plan.log)).toContain('was moved: it is gone now, but it was put on ');
  });

  it('stops the next record of the build', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await build(landscape, workspace, image);
    await push(landscape.dev, other);

    const record = await workspace.run('record', 'record', {
      options: { digest: other.root.digest },
    });

    expect(record.exitCode).toBe(20);
    expect(await tagsOf(landscape.dev)).toEqual({ 10: image.root.digest });
    expect(
      steady((await record.file('message.txt')) ?? '', landscape, [image, other]),
    ).toMatchInlineSnapshot(`
      "Tag 10 of dev.example.com/shop/checkout is at sha256:1111111111111111111111111111111111111111111111111111111111111111, but this build made sha256:2222222222222222222222222222222222222222222222222222222222222222.
      A tag that names a build never moves. Either another build pushed under this number, or the digest is not the one that was pushed: compare both, then build again."
    `);
  });
});

describe('a tag that names a build, and is taken at the destination', () => {
  it('keeps its digest, whatever the gates say', async () => {
    const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);
    await push(landscape.prod, other, ['10-uat']);

    const plan = await workspace.run('plan', 'promote-uat', { options: { env: 'uat' } });

    expect(plan.exitCode).toBe(20);
    expect(await tagsOf(landscape.prod)).toEqual({ '10-uat': other.root.digest });
    expect(
      steady((await plan.file('message.txt')) ?? '', landscape, [image, other]),
    ).toMatchInlineSnapshot(`
      "shop/checkout sha256:111111111111 is not promoted to uat, for 1 reason:
      - Tag 10-uat of prod.example.com/shop/checkout is already at
        sha256:2222222222222222222222222222222222222222222222222222222222222222, and a tag that names a
        build never moves to another digest, here
        sha256:1111111111111111111111111111111111111111111111111111111111111111.
        -> Two builds share this number or version: build again to get a new one, or delete the tag if it
           was pushed there by mistake.
      Nothing was copied and no tag was moved."
    `);
  });

  it('keeps it too when it is taken while the content is copied', async () => {
    const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);
    const uat = { options: { env: 'uat' } };
    await succeed(workspace, 'plan', 'promote-uat', uat);
    let isTaken = false;
    await landscape.prodServer.use({
      async intercept({ method, path }) {
        if (isTaken || method !== 'PUT' || !path.endsWith(`/manifests/${image.root.digest}`))
          return undefined;
        isTaken = true;
        await push(landscape.prod, other, ['10-uat']);
        return undefined;
      },
    });

    const promoted = await workspace.run('promote', 'promote-uat', {
      ...uat,
      approvals: [approvedBy('bob')],
    });

    expect(promoted.exitCode).toBe(20);
    expect(await tagsOf(landscape.prod)).toEqual({ '10-uat': other.root.digest });
    expect(
      steady((await promoted.file('message.txt')) ?? '', landscape, [image, other]),
    ).toMatchInlineSnapshot(`
      "Tag 10-uat of prod.example.com/shop/checkout did not exist when this run looked first, and is at sha256:2222222222222222222222222222222222222222222222222222222222222222 now: another run moved it meanwhile.
      It was left as it is. Run this stage again if this image should have it, and let one promotion into an environment run at a time (lock)."
    `);
  });
});
