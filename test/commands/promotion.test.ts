import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { pushImage } from '../support/images/push-image.ts';
import { createWorkspace } from '../support/promotion-run.ts';
import { started } from '../support/registry/started.ts';

describe('a promotion', () => {
  it('smoke', async () => {
    const registry = await started({
      repositories: { 'docker-dev': {}, 'docker-prod': { writePolicy: 'ALLOW_ONCE' } },
    });
    const image = buildImage({
      platforms: ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/s390x'],
    });
    await pushImage(registry.target('docker-dev', 'shop/checkout'), image, ['10']);
    const yaml = `
image: shop/checkout
registries:
  nexus-dev: { url: '${registry.url('docker-dev')}' }
  nexus-prod: { url: '${registry.url('docker-prod')}' }
environments:
  dev: { repository: 'nexus-dev/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: 'nexus-dev/{image}-qa', tags: ['{build}', latest-qa], gates: [{ kind: build-result }] }
  uat: { from: qa, repository: 'nexus-prod/{image}', tags: ['{build}-uat'], gates: [{ kind: verdict }], approval: { submitters: [uat-leads], notBy: [requester] } }
`;
    const workspace = await createWorkspace(yaml);
    const log = async (...args: Parameters<typeof workspace.run>) => {
      registry.clearRequests();
      const outcome = await workspace.run(...args);
      console.log(
        `--- ${args[0]} → ${outcome.exitCode} (${registry.requests.length} requests)\n${outcome.log}`,
      );
      return outcome;
    };
    await log('needs record', 'record');
    await log('record', 'record', { options: { digest: image.root.digest } });
    await log('plan', 'promote-qa', { options: { env: 'qa' } });
    await log('promote', 'promote-qa', { options: { env: 'qa' } });
    await log('promote', 'promote-qa', { options: { env: 'qa' } });
    await log('plan', 'promote-uat', { options: { env: 'uat' } });
    await log('verdict', 'verdict', { options: { is: 'rejected', reason: 'totals are wrong' } });
    await log('plan', 'promote-uat', { options: { env: 'uat' } });
    await log('verdict', 'verdict', {
      options: { is: 'accepted', reason: 'fixed the test', by: 'carol' },
    });
    const plan = await log('plan', 'promote-uat', { options: { env: 'uat' } });
    console.log(await plan.file('approval.txt'));
    await log('promote', 'promote-uat', { options: { env: 'uat' }, approval: 'bob' });
    await log('promote', 'promote-uat', {
      options: { env: 'uat' },
      approval: { PROMOTE_IMAGE_APPROVER: 'alice', COMMENT: '' },
    });
    await log('promote', 'promote-uat', {
      options: { env: 'uat' },
      approval: { PROMOTE_IMAGE_APPROVER: 'bob', COMMENT: 'ok' },
    });
    console.log(
      registry.requests
        .filter((r) => r.path.includes('44136') || r.path.includes('upload'))
        .map((r) => `${r.method} ${r.path} ${r.status}`)
        .slice(20, 70)
        .join('\n'),
    );
    console.log(registry.requests.filter((r) => 0 && r.status >= 400));
    console.log(registry.store.tags('docker-prod', 'shop/checkout'));
    expect(1).toBe(1);
  });
});
