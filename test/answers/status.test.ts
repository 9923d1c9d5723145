import { describe, expect, it } from 'vitest';
import {
  boundVariables,
  dockerLandscape,
  nexusLandscape,
  promotionYaml,
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
} from '../commands/steps.ts';
import { buildImage } from '../support/images/build-image.ts';
import { describeWith } from '../support/parts.ts';
import { createWorkspace } from '../support/promotion-run.ts';
import { documentOf, textOf } from './answer.ts';

const ten = buildImage({ seed: 'ten' });
const twelve = buildImage({ seed: 'twelve' });

describe('imageStatus', () => {
  it('says what is in each environment, since when and by whose word, and what the next one lacks', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, ten);
    await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });
    await buildInQa(landscape, workspace, twelve, '12');

    const text = await textOf(workspace, 'status');

    expect(steady(text, landscape, [ten, twelve])).toMatchInlineSnapshot(`
      "shop/checkout
        env  build  image                commit        verdict   tests
        dev  12     sha256:222222222222  9fceb02d0ae5  -         -
             since 2026-11-21 10:07 UTC (3 min ago), recorded by alice
        qa   12     sha256:222222222222  9fceb02d0ae5  -         -
             since 2026-11-21 10:09 UTC (1 min ago), promoted from dev by alice
        uat  10     sha256:111111111111  9fceb02d0ae5  accepted  -
             since 2026-11-21 10:06 UTC (4 min ago), promoted from qa by alice, approved by bob
             accepted by carol
        qa has build 12, without a verdict; uat has build 10: 2 builds behind."
    `);
  });

  it('says where nothing is', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await build(landscape, workspace, ten);

    const text = await textOf(workspace, 'status', { env: 'qa' });

    expect(steady(text, landscape, [ten])).toMatchInlineSnapshot(`
      "shop/checkout
        env  build  image                commit        verdict  tests
        dev  10     sha256:111111111111  9fceb02d0ae5  -        -
             since 2026-11-21 10:01 UTC (1 min ago), recorded by alice
        qa   -      -                    -             -        -
             No record says that anything was put there.
        dev has build 10, without a verdict; qa has nothing yet."
    `);
  });

  it('tells who holds an environment', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await build(landscape, workspace, ten);
    await succeed(workspace, 'hold', 'hold', {
      options: { env: 'qa', state: 'held', reason: 'Quarter end.', by: 'erin' },
    });

    const text = await textOf(workspace, 'status', { env: 'qa' });

    expect(steady(text, landscape, [ten])).toMatchInlineSnapshot(`
      "shop/checkout
        env  build  image                commit        verdict  tests
        dev  10     sha256:111111111111  9fceb02d0ae5  -        -
             since 2026-11-21 10:01 UTC (2 min ago), recorded by alice
        qa   -      -                    -             -        -
             No record says that anything was put there.
             HELD   Promotions to qa are held by erin since 2026-11-21 10:02 UTC: Quarter end. See
                    https://jenkins.example.com/job/shop/10/
                    → Once the reason is gone: holdPromotions(env: 'qa', state: 'released', reason: '…').
        dev has build 10, without a verdict; qa has nothing yet."
    `);
  });

  it('says as JSON what it says as text, and more', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, ten);

    const document = await documentOf(workspace, 'status');

    expect(document).toMatchObject({
      version: 1,
      images: [
        {
          image: 'shop/checkout',
          environments: [
            { environment: 'dev', image: { how: 'build' } },
            {
              environment: 'qa',
              sources: ['dev'],
              image: {
                digest: ten.root.digest,
                how: 'promotion',
                by: 'alice',
                from: 'dev',
                recordedTags: ['10', 'latest-qa'],
                build: { number: '10', job: 'shop', branch: 'main' },
                verdict: { is: 'accepted', by: 'carol' },
              },
              repositories: [{ digest: ten.root.digest, hasImage: true }],
              drift: [],
              doubts: [],
            },
            { environment: 'uat', sources: ['qa'] },
          ],
          behind: [{ environment: 'uat', from: 'qa' }],
        },
      ],
    });
  });

  it('tells of every image of a set', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await workspace.write('release.txt', 'shop/cart\nshop/checkout:10\n');

    const text = await textOf(workspace, 'status', { set: 'release.txt' });

    expect(text.split('\n').filter((line) => !line.startsWith(' '))).toEqual([
      'shop/cart',
      '',
      'shop/checkout',
    ]);
  });

  it('needs no key, and no credential of environments that it is not asked about', async () => {
    const landscape = await nexusLandscape();
    const workspace = await createWorkspace(
      `${promotionYaml(landscape)}signing: { key: records-key }\n`,
      boundVariables(landscape),
    );

    const all = await succeed(workspace, 'needs status', 'all');
    const one = await succeed(workspace, 'needs status', 'one', { options: { env: 'qa' } });

    expect(await all.file('needs.txt')).toBe(
      'usernamePassword nexus-dev PROMOTE_IMAGE_NEXUS_DEV_USERNAME PROMOTE_IMAGE_NEXUS_DEV_PASSWORD\nusernamePassword nexus-prod PROMOTE_IMAGE_NEXUS_PROD_USERNAME PROMOTE_IMAGE_NEXUS_PROD_PASSWORD',
    );
    expect(await one.file('needs.txt')).toBe(
      'usernamePassword nexus-dev PROMOTE_IMAGE_NEXUS_DEV_USERNAME PROMOTE_IMAGE_NEXUS_DEV_PASSWORD',
    );
  });
});

describeWith(['docker-registry', 'htpasswd'], 'imageStatus on Docker’s own registry', () => {
  it('says the same', async () => {
    const landscape = await dockerLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, ten);
    await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });

    const text = await textOf(workspace, 'status', { env: 'uat' });

    expect(steady(text, landscape, [ten])).toMatchInlineSnapshot(`
      "shop/checkout
        env  build  image                commit        verdict   tests
        qa   10     sha256:111111111111  9fceb02d0ae5  accepted  -
             since 2026-11-21 10:03 UTC (4 min ago), promoted from dev by alice
             accepted by carol
        uat  10     sha256:111111111111  9fceb02d0ae5  accepted  -
             since 2026-11-21 10:06 UTC (1 min ago), promoted from qa by alice, approved by bob
             accepted by carol"
    `);
  });
});
