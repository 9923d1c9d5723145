import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { createWorkspace } from '../support/promotion-run.ts';
import { boundVariables, nexusLandscape, promotionYaml, push } from './landscape.ts';
import { succeed } from './steps.ts';

const built = buildImage();

describe('what hosts are signed in to with', () => {
  it('is bound where they are told, or asked in a dry run, and not to plan', async () => {
    const landscape = await nexusLandscape();
    const yaml = promotionYaml(
      landscape,
      `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: 'prod/{image}', tags: ['{build}'], runsOn: qa, deploy: [{ kind: swarm, service: shop }] }
hosts: { qa: { url: 'ssh://qa.example.com', credentials: qa } }
`,
    );
    const workspace = await createWorkspace(yaml, boundVariables(landscape));
    const binds = async (command: string, more: object = {}) => {
      const options = { env: 'qa', reason: 'totals are wrong', ...more };
      const { file } = await succeed(workspace, `needs ${command}`, 'needs', { options });
      return (await file('needs.txt'))?.includes('privateKey qa PROMOTE_IMAGE_QA_FILE') === true;
    };

    expect(await binds('plan')).toBe(false);
    expect(await binds('plan', { dryRun: true })).toBe(true);
    expect(await binds('promote')).toBe(true);
    expect(await binds('rollback')).toBe(true);
    expect(await binds('rollback', { dryRun: true })).toBe(false);
  });
});

describe('a target of one service', () => {
  it('is not given two images of a release set', async () => {
    const landscape = await nexusLandscape();
    const yaml = promotionYaml(
      landscape,
      `
  dev: { repository: 'dev/{image}', tags: ['{build}'], runsOn: swarm }
  qa:
    from: dev
    repository: 'prod/qa/{image}'
    tags: ['{build}']
    runsOn: swarm
    deploy: [{ kind: swarm, service: shop }]
hosts: { swarm: { url: 'unix:///run/no-docker.sock' } }
`,
    ).replace('image: shop/checkout', 'images: [shop/checkout, shop/cart]');
    const workspace = await createWorkspace(yaml, boundVariables(landscape));
    for (const image of ['shop/checkout', 'shop/cart']) {
      await push(landscape.dev, built, ['10'], image);
      await succeed(workspace, 'record', `record-${image.slice(5)}`, {
        options: { image, digest: built.root.digest },
      });
    }
    const plan = (name: string) => workspace.run('plan', name, { options: { env: 'qa' } });

    const shared = await plan('shared');
    await workspace.write('promotion.yaml', yaml.replace('service: shop', "service: '{name}'"));
    const apart = await plan('apart');

    expect(shared.exitCode).toBe(78);
    expect(shared.log).toContain(
      'In qa, service shop on swarm would be given two images of the release set, shop/checkout and shop/cart.',
    );
    expect(apart.exitCode, apart.log).toBe(0);
    expect(apart.log).toContain('Hosts   service checkout on swarm');
    expect(apart.log).toContain('Hosts   service cart on swarm');
  });
});
