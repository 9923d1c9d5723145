import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  boundVariables,
  nexusLandscape,
  promotionYaml,
  push,
  steady,
  workspaceIn,
} from '../commands/landscape.ts';
import { build, buildInQa, promote } from '../commands/steps.ts';
import { buildImage } from '../support/images/build-image.ts';
import { createWorkspace } from '../support/promotion-run.ts';
import { documentOf, textOf } from './answer.ts';

const ten = buildImage({ seed: 'ten' });
const twelve = buildImage({ seed: 'twelve' });

describe('imageStatus, where not all is as recorded,', () => {
  it('names what was moved by hand or cleaned up, and how to put it back', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildInQa(landscape, workspace, ten);
    const { store } = landscape.devServer;
    await push(landscape.dev, twelve, ['latest-qa'], 'shop/checkout-qa');
    store.deleteTag('docker-dev', 'shop/checkout-qa', '10');
    store.deleteManifest('docker-dev', 'shop/checkout', ten.root.digest);

    const text = await textOf(workspace, 'status', { env: 'qa' });

    expect(steady(text, landscape, [ten, twelve])).toMatchInlineSnapshot(`
      "shop/checkout
        env  build  image                commit        verdict  tests
        dev  10     sha256:111111111111  9fceb02d0ae5  -        -
             since 2026-11-21 10:01 UTC (3 min ago), recorded by alice
             DRIFT  dev.example.com/shop/checkout does not have sha256:111111111111 any more.
                    → Look for a clean-up task there, and spare what is tagged. Then push the image again,
                    or build anew.
        qa   10     sha256:111111111111  9fceb02d0ae5  -        -
             since 2026-11-21 10:03 UTC (1 min ago), promoted from dev by alice
             DRIFT  Tag 10 of dev.example.com/shop/checkout-qa is gone, and was put on
                    sha256:111111111111.
             DRIFT  Tag latest-qa of dev.example.com/shop/checkout-qa is at sha256:222222222222, and was
                    put on sha256:111111111111.
                    → It was moved by hand, or a promotion is under way or was cut short. To mend it:
                    promoteImage(env: 'qa', digest:
                    'sha256:1111111111111111111111111111111111111111111111111111111111111111')."
    `);
  });

  it('names the region that an image has not reached', async () => {
    const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
    const workspace = await workspaceIn(landscape, TWO_REGIONS);
    await build(landscape, workspace, ten);
    await promote(workspace, 'qa');
    await build(landscape, workspace, twelve, '12');
    await promote(workspace, 'qa', { jenkins: { buildNumber: '12' } });
    const { store } = landscape.prodServer;
    for (const tag of store.tags('docker-prod', 'shop/checkout-eu')) {
      if (/^env-qa/.test(tag)) store.deleteTag('docker-prod', 'shop/checkout-eu', tag);
    }

    const text = await textOf(workspace, 'status', { env: 'qa' });

    expect(steady(text, landscape, [ten, twelve])).toMatchInlineSnapshot(`
      "shop/checkout
        env  build  image                commit        verdict  tests
        dev  12     sha256:222222222222  9fceb02d0ae5  -        -
             since 2026-11-21 10:04 UTC (3 min ago), recorded by alice
        qa   12     sha256:222222222222  9fceb02d0ae5  -        -
             since 2026-11-21 10:06 UTC (1 min ago), promoted from dev by alice
             DRIFT  prod.example.com/shop/checkout-eu was not given sha256:222222222222: nothing was put
                    there yet.
                    → The last promotion was cut short, or somebody deleted tags of records. To mend it:
                    promoteImage(env: 'qa', digest:
                    'sha256:2222222222222222222222222222222222222222222222222222222222222222')."
    `);
  });

  it('does not take an old record for a new one because of its tag', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildInQa(landscape, workspace, ten);
    await buildInQa(landscape, workspace, twelve, '12');
    const { store } = landscape.devServer;
    const oldest =
      store.tags('docker-dev', 'shop/checkout-qa').filter(isJournal).sort().at(-1) ?? '';
    const record = store.manifest('docker-dev', 'shop/checkout-qa', oldest)?.digest ?? '';
    const newer = 'env-qa.0000000000001.promotion-12345678';
    store.putTag('docker-dev', 'shop/checkout-qa', newer, record);

    const document = await documentOf(workspace, 'status', { env: 'qa' });

    expect(document).toMatchObject({
      images: [
        {
          environments: [
            {},
            {
              image: { digest: twelve.root.digest },
              doubts: [
                expect.stringContaining(
                  `${newer} does not count: it says another time or environment than its tag, so somebody put it there.`,
                ),
              ],
            },
          ],
        },
      ],
    });
  });

  it('passes over a record that nobody trusted signed, and says so', async () => {
    const landscape = await nexusLandscape();
    const unsigned = await workspaceIn(landscape);
    await buildInQa(landscape, unsigned, ten);
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    const workspace = await createWorkspace(
      `${promotionYaml(landscape)}trust: ${JSON.stringify({ keys: { jenkins: { publicKey: pem } }, unsigned: 'refused' })}\n`,
      boundVariables(landscape),
    );

    const text = await textOf(workspace, 'status', { env: 'qa' });

    expect(text).toContain('No record says that anything was put there.');
    expect(text.replace(/\s+/g, ' ')).toContain('does not count: nobody signed it.');
  });
});

const TWO_REGIONS = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: ['prod/{image}', 'prod/{image}-eu'], tags: ['{build}', latest] }
`;

function isJournal(tag: string): boolean {
  return tag.startsWith('env-qa.');
}
