import { describe, expect, it } from 'vitest';
import { keyPair } from '../signing/keys.ts';
import { buildImage } from '../support/images/build-image.ts';
import { createWorkspace } from '../support/promotion-run.ts';
import { approve, WITH_APPROVALS as ENVIRONMENTS } from './approving.ts';
import { recordsOf, tagsOf } from './contents.ts';
import { boundVariables, nexusLandscape, promotionYaml, workspaceIn } from './landscape.ts';
import { approvedBy, build, buildInQa, promote } from './steps.ts';

const image = buildImage();
const another = buildImage({ seed: 'another' });

const uat = { options: { env: 'uat' } };

describe('an approval in advance', () => {
  it('lets the image in when enough people gave theirs, without asking anybody', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape, ENVIRONMENTS);
    await buildInQa(landscape, workspace, image);

    const approved = await approve(workspace, 'carol', { comment: 'CHG-1', until: '7d' });
    const early = await workspace.run('plan', 'promote-uat', uat);
    await approve(workspace, 'dora');
    const late = await promote(workspace, 'uat');

    expect(approved.log).toMatch(/^Approved for uat by carol, until 2026-11-28 10:0\d UTC: \S+$/m);
    expect(early.exitCode).toBe(20);
    expect(early.log).toContain(
      "-> Have 1 more person approve it: approveImage(env: 'uat', comment: '…').",
    );
    expect(late.log).toContain('Promoted to uat: ');
    expect(await tagsOf(landscape.prod)).toEqual({ '10-uat': image.root.digest });
  });

  it('is written where the image is on its way, and travels with it', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape, ENVIRONMENTS);
    await build(landscape, workspace, image);

    await approve(workspace, 'carol');
    await approve(workspace, 'dora');

    expect(await recordsOf(landscape.dev)).toEqual(['build', 'approval', 'approval']);
    expect(await recordsOf(landscape.dev, 'shop/checkout-qa')).toEqual([]);
    await promote(workspace, 'qa');
    await promote(workspace, 'uat');
    expect(await tagsOf(landscape.prod)).toEqual({ '10-uat': image.root.digest });
  });

  it('is of one digest: another build of the same job starts without', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape, ENVIRONMENTS);
    await buildInQa(landscape, workspace, image);
    await approve(workspace, 'carol');
    await approve(workspace, 'dora');
    await buildInQa(landscape, workspace, another, '11');

    const plan = await workspace.run('plan', 'promote-uat', {
      ...uat,
      jenkins: { buildNumber: '11' },
    });

    expect(plan.exitCode).toBe(20);
    expect(plan.log).toContain('Nobody has approved this image for uat; 2 are required.');
  });

  it('does not count once it ended, nor of whoever promotes, nor for another environment', async () => {
    const landscape = await nexusLandscape();
    const more = `${ENVIRONMENTS}  prod: { from: qa, repository: 'prod/{image}-prod', tags: ['{build}'], gates: [{ kind: approvals }] }\n`;
    const workspace = await workspaceIn(landscape, more);
    await buildInQa(landscape, workspace, image);
    await approve(workspace, 'carol', { until: '1m' });
    await approve(workspace, 'alice');
    await approve(workspace, 'dora', { env: 'prod' });

    const plan = await workspace.run('plan', 'promote-uat', uat);

    expect(plan.exitCode).toBe(20);
    expect(plan.log.replace(/\s+/g, ' ')).toMatch(
      /Nobody who counts has approved this image for uat; 2 are required\. Does not count: alice \(asked for this promotion\); carol \(ended on 2026-11-21 10:\d\d UTC\)\./,
    );
    const prod = await workspace.run('plan', 'promote-prod', { options: { env: 'prod' } });
    expect(prod.log).toMatch(/pass {2}approvals: Approved for prod by dora \(/);
  });

  it('is not what somebody answered to a promotion that waited', async () => {
    const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
    const asked = ENVIRONMENTS.replace(
      'gates: [{ kind: approvals, atLeast: 2, notBy: [requester] }]',
      'approval: { submitters: [uat-leads] }',
    );
    const workspace = await workspaceIn(landscape, asked);
    await buildInQa(landscape, workspace, image);
    await promote(workspace, 'uat', { approvals: [approvedBy('carol')] });
    await workspace.write(
      'promotion.yaml',
      promotionYaml(landscape, ENVIRONMENTS.replace("'{build}-uat'", "'{build}-new'")),
    );

    const plan = await workspace.run('plan', 'promote-uat', uat);

    expect(await recordsOf(landscape.prod)).toContain('approval');
    expect(plan.exitCode).toBe(20);
    expect(plan.log).toContain('Nobody has approved this image for uat; 2 are required.');
  });

  it('counts under trust only where a trusted key signed it', async () => {
    const landscape = await nexusLandscape();
    const [ours, theirs] = [keyPair(), keyPair()];
    const trust = `signing: { key: records-key }
trust:
  keys: { jenkins: { publicKey: ${JSON.stringify(ours.publicPem)} } }
`;
    const workspace = await createWorkspace(
      `${promotionYaml(landscape, ENVIRONMENTS.replace('atLeast: 2', 'atLeast: 1'))}${trust}`,
      { ...boundVariables(landscape), PROMOTE_IMAGE_RECORDS_KEY_TOKEN: ours.privatePem },
    );
    await buildInQa(landscape, workspace, image);
    const stranger = await createWorkspace(
      `${promotionYaml(landscape, ENVIRONMENTS)}signing: { key: records-key }\n`,
      { ...boundVariables(landscape), PROMOTE_IMAGE_RECORDS_KEY_TOKEN: theirs.privatePem },
    );
    await approve(stranger, 'mallory');

    const forged = await workspace.run('plan', 'promote-uat', uat);
    await approve(workspace, 'carol');
    const real = await workspace.run('plan', 'promote-uat', uat);

    expect(forged.exitCode).toBe(20);
    expect(forged.log).toContain('Nobody has approved this image for uat; 1 is required.');
    expect(real.exitCode, real.log).toBe(0);
  });
});
