import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { mountsBlobs } from '../support/registry/behaviours/mounts-blobs.ts';
import { allTags, recordsOf } from './contents.ts';
import { nexusLandscape, push, workspaceIn } from './landscape.ts';
import { build, promote, succeed } from './steps.ts';

const image = buildImage();
const { digest } = image.root;

describe('an environment', () => {
  it('may have repositories in two regions, which both get everything', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(
      landscape,
      `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: ['prod/{image}', 'prod/{image}-eu', 'dev/{image}-qa'], tags: ['{build}', latest] }
`,
    );
    await build(landscape, workspace, image);

    const { log } = await promote(workspace, 'qa');

    const tags = { 10: digest, latest: digest };
    expect(await allTags(landscape)).toEqual({
      'dev shop/checkout': { 10: digest },
      'dev shop/checkout-qa': tags,
      'prod shop/checkout': tags,
      'prod shop/checkout-eu': tags,
    });
    expect(await recordsOf(landscape.prod, 'shop/checkout-eu')).toEqual(['build', 'promotion']);
    expect(log.lastIndexOf('Copied ')).toBeLessThan(log.indexOf('Tagged '));
  });

  it('may be no more than a tag in the same repository', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(
      landscape,
      `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: 'dev/{image}', tags: [qa] }
  uat: { from: qa, repository: 'dev/{image}', tags: ['{build}-uat', uat] }
`,
    );
    await build(landscape, workspace, image);
    const early = await workspace.run('plan', 'promote-uat', { options: { env: 'uat' } });

    await promote(workspace, 'qa');
    await promote(workspace, 'uat');
    const again = await succeed(workspace, 'plan', 'promote-qa', { options: { env: 'qa' } });

    expect(early.exitCode).toBe(20);
    expect(early.log).toContain('no record says that it was put into qa');
    expect(again.log).toContain('Nothing to do: qa has ');
    expect(await allTags(landscape)).toEqual({
      'dev shop/checkout': { 10: digest, qa: digest, '10-uat': digest, uat: digest },
    });
  });

  it('gets what another environment of its registry has from there, not over the wire', async () => {
    const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
    landscape.prodServer.use(mountsBlobs());
    const workspace = await workspaceIn(
      landscape,
      `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: 'prod/{image}-qa', tags: ['{build}'] }
  perf: { from: dev, repository: 'prod/{image}-perf', tags: ['{build}'] }
`,
    );
    await build(landscape, workspace, image);
    await promote(workspace, 'qa');

    const { log } = await promote(workspace, 'perf');

    expect(log).toContain('Moved 0 B; ');
    expect(await recordsOf(landscape.prod, 'shop/checkout-perf')).toEqual(['build', 'promotion']);
  });

  it('takes an image from whichever of its sources has it under a record', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(
      landscape,
      `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  hotfix: { repository: 'dev/{image}', tags: ['{build}-hotfix'] }
  qa: { from: [dev, hotfix], repository: 'dev/{image}-qa', tags: ['{build}'] }
`,
    );
    await push(landscape.dev, image);
    await succeed(workspace, 'record', 'record', { options: { digest, env: 'hotfix' } });

    const promoted = await promote(workspace, 'qa', { options: { fromBuild: 10 } });
    const fromDev = await workspace.run('plan', 'promote-qa', {
      options: { env: 'qa', digest, from: 'dev' },
    });

    expect(promoted.log).toContain('Promoted to qa: ');
    expect(fromDev.exitCode).toBe(20);
    expect(await allTags(landscape)).toEqual({
      'dev shop/checkout': { '10-hotfix': digest },
      'dev shop/checkout-qa': { 10: digest },
    });
  });
});
