import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { nexusLandscape, workspaceIn } from './landscape.ts';
import { approvedBy, buildAccepted, buildInQa, succeed } from './steps.ts';

const image = buildImage();
const uat = { options: { env: 'uat' } };

async function accepted() {
  const landscape = await nexusLandscape();
  const workspace = await workspaceIn(landscape);
  await buildAccepted(landscape, workspace, image);
  return workspace;
}

describe('the report of a promotion', () => {
  it('is a page that says what is waited for, and then who approved', async () => {
    const workspace = await accepted();

    const plan = await succeed(workspace, 'plan', 'promote-uat', uat);
    const waiting = await plan.file('report/index.html');
    const promoted = await succeed(workspace, 'promote', 'promote-uat', {
      ...uat,
      approvals: [approvedBy('bob', 'seen <on> the board')],
    });
    const done = await promoted.file('report/index.html');

    expect(waiting).toContain('<strong>It waits for an approval.</strong>');
    expect(waiting).toContain(
      'Wanted: 1 of uat-leads, but not alice (asked for this promotion). Nobody has answered so far.',
    );
    expect(done).toContain('<strong>Promoted.</strong>');
    expect(done).toContain('Approved by <strong>bob</strong>: seen &lt;on&gt; the board');
  });

  it('says who rejected it, and why', async () => {
    const workspace = await accepted();
    await succeed(workspace, 'plan', 'promote-uat', uat);
    const answer = { ...approvedBy('bob', 'totals are wrong'), DECISION: 'reject' };

    const rejected = await workspace.run('promote', 'promote-uat', { ...uat, approvals: [answer] });

    expect(rejected.exitCode).toBe(20);
    expect(await rejected.file('report/index.html')).toContain(
      '<strong>Refused: bob rejected the promotion: totals are wrong. Nothing was copied and no tag was moved.</strong>',
    );
  });

  it('says of a promotion that broke off that it was being carried out', async () => {
    const landscape = await nexusLandscape({ writePolicy: 'DENY' });
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);
    await succeed(workspace, 'plan', 'promote-uat', uat);

    const broken = await workspace.run('promote', 'promote-uat', {
      ...uat,
      approvals: [approvedBy('bob')],
    });

    expect(broken.exitCode).not.toBe(0);
    expect(await broken.file('report/index.html')).toContain(
      '<strong>It was being carried out when this was written.</strong>',
    );
  });

  it('shows in a dry run what would refuse it', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildInQa(landscape, workspace, image);

    const plan = await succeed(workspace, 'plan', 'promote-uat', {
      options: { env: 'uat', dryRun: true },
    });

    expect(plan.log).toContain('- Gate verdict: Nobody has given a verdict on this image.');
    expect(await plan.file('report/index.html')).toContain(
      '<strong>Dry run: it would be refused.</strong>',
    );
  });
});

describe('gates.xml', () => {
  it('has a rule that refuses beside the gates, which may all have passed', async () => {
    const workspace = await accepted();
    await succeed(workspace, 'hold', 'hold-uat', {
      options: { env: 'uat', reason: 'Quarter end' },
    });

    const plan = await workspace.run('plan', 'promote-uat', uat);

    expect(plan.exitCode).toBe(20);
    expect(await plan.file('gates.xml')).toMatch(
      /tests="2" failures="1" .*name="rule hold"><failure message="Promotions to uat are held by alice/s,
    );
  });
});
