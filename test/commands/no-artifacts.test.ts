import { describe, expect, it } from 'vitest';
import { buildArtifact } from '../support/images/build-artifact.ts';
import { buildImage } from '../support/images/build-image.ts';
import { buildReferrersIndex, referrersTag } from '../support/images/build-referrers-index.ts';
import { refusesArtifacts } from '../support/registry/behaviours/refuses-artifacts.ts';
import { recordsOf, tagsOf } from './contents.ts';
import { nexusLandscape, push, workspaceIn } from './landscape.ts';
import { buildAccepted, promote, succeed } from './steps.ts';

const ENVIRONMENTS = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: 'dev/{image}-qa', tags: ['{build}'] }
  uat: { from: qa, repository: 'prod/{image}', tags: ['{build}-uat'], gates: [{ kind: verdict }] }
  eu: { from: uat, repository: 'prod/{image}-eu', tags: ['{build}'], gates: [{ kind: verdict }] }
`;
const image = buildImage({ platforms: ['linux/amd64', 'linux/arm64'] });

describe('a registry that takes nothing but images', () => {
  it('gets the records of an image as images in name, and they count from there on', async () => {
    const landscape = await nexusLandscape({ prod: { behaviours: [refusesArtifacts()] } });
    const workspace = await workspaceIn(landscape, ENVIRONMENTS);
    await buildAccepted(landscape, workspace, image);

    await promote(workspace, 'uat');
    await promote(workspace, 'eu');
    const { log } = await succeed(workspace, 'verify', 'verify', {
      options: { env: 'eu', digest: image.root.digest },
    });

    const { prod } = landscape;
    expect(await tagsOf(prod, 'shop/checkout-eu')).toEqual({ 10: image.root.digest });
    expect(await recordsOf(prod, 'shop/checkout-eu')).toEqual([
      'build',
      'promotion',
      'verdict-accepted',
      'promotion',
      'promotion',
    ]);
    expect(log).toContain('Verified: it came here by the path');
  });

  it('says which document it does not take, which `carry` can leave behind', async () => {
    const landscape = await nexusLandscape({ prod: { behaviours: [refusesArtifacts()] } });
    const workspace = await workspaceIn(landscape, ENVIRONMENTS);
    const subject = image.root.descriptor;
    const sbom = buildArtifact({ artifactType: 'application/spdx+json', content: '{}', subject });
    await buildAccepted(landscape, workspace, image);
    const index = buildReferrersIndex([sbom]);
    await push(landscape.dev, index, [referrersTag(subject.digest)], 'shop/checkout-qa');
    const input = { options: { env: 'uat' } };
    await succeed(workspace, 'plan', 'promote-uat', input);

    const refused = await workspace.run('promote', 'promote-uat', input);
    const yaml = await workspace.read('promotion.yaml');
    await workspace.write('promotion.yaml', yaml.replace('from: qa,', 'from: qa, carry: none,'));
    await promote(workspace, 'uat');

    expect(refused.exitCode).toBe(69);
    expect(refused.log).toContain(
      `${new URL(landscape.prod.url).host}/shop/checkout takes images alone, and ${sbom.root.digest}, which hangs on the image, is none: application/spdx+json.`,
    );
    expect(await recordsOf(landscape.prod)).toContain('promotion');
  });
});
