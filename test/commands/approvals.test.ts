import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { allTags, recordsOf } from './contents.ts';
import { nexusLandscape, push, steady, workspaceIn } from './landscape.ts';
import { approvedBy, buildAccepted, succeed } from './steps.ts';

const run = promisify(execFile);
const image = buildImage();
const uat = { options: { env: 'uat' } };

describe('an approval', () => {
  it('asks for what it is about', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);

    const plan = await succeed(workspace, 'plan', 'promote-uat', uat);

    expect(await plan.file('next.txt')).toBe('approve');
    expect(await plan.file('submitters.txt')).toBe('uat-leads');
    expect(await plan.file('timeout.txt')).toBe('4320');
    expect(
      steady((await plan.file('approval.txt')) ?? '', landscape, [image]),
    ).toMatchInlineSnapshot(`
      "Promote shop/checkout to uat?
      Image: sha256:1111111111111111111111111111111111111111111111111111111111111111
      Build: 10 of shop (commit 9fceb02d0ae5, branch main), recorded by alice 2026-11-21 10:01 UTC
      To: prod.example.com/shop/checkout as 10-uat
      Replaces: nothing
      Gates: verdict pass
      Asked for by: alice"
    `);
  });

  it.each([
    ['is absent', undefined, /^This promotion was not approved: nobody was asked\.\n/],
    ['is null', null, /^This promotion was not approved: Jenkins gave back no form,/],
    [
      'is a bare name, as proceedEmpty gives it',
      'bob',
      /^This promotion was not approved: Jenkins gave back only the name "bob",/,
    ],
    [
      'has no comment field',
      { PROMOTE_IMAGE_APPROVER: 'bob' },
      /^This promotion was not approved: /,
    ],
    ['names nobody', approvedBy(''), /^This promotion was not approved: /],
    ['is a list', [approvedBy('bob')], /^This promotion was not approved: /],
    [
      'is by whoever asked',
      approvedBy('alice'),
      /^The approval by alice does not count: alice asked for this promotion,/,
    ],
    [
      'is by whoever asked, in capitals',
      approvedBy('ALICE'),
      /^The approval by ALICE does not count: /,
    ],
  ])('does not count when it %s', async (_, answer, message) => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);
    await succeed(workspace, 'plan', 'promote-uat', uat);
    const tags = await allTags(landscape);

    const approvals = answer === undefined ? [] : [answer];
    const promoted = await workspace.run('promote', 'promote-uat', { ...uat, approvals });

    expect(promoted.exitCode).toBe(20);
    expect(await promoted.file('message.txt')).toMatch(message);
    expect(await allTags(landscape)).toEqual(tags);
  });

  it('does not count when there is no plan that could have been approved', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);

    const promoted = await workspace.run('promote', 'promote-uat', {
      ...uat,
      approvals: [approvedBy('bob')],
    });

    expect(promoted.exitCode).toBe(20);
    expect(await promoted.file('message.txt')).toMatchInlineSnapshot(`
      "The promotion to uat needs an approval, and there is no plan.json that could have been approved.
      Run the command \`plan\` first, in the same folder; promoteImage does."
    `);
  });
});

describe('an approval by two', () => {
  const environments = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  uat: { from: dev, repository: 'prod/{image}', tags: ['{build}'], approval: { submitters: [uat-leads], atLeast: 2, comment: required } }
`;

  async function planned() {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape, environments);
    await push(landscape.dev, image);
    await succeed(workspace, 'record', 'record', { options: { digest: image.root.digest } });
    const plan = await succeed(workspace, 'plan', 'promote-uat', uat);
    return { landscape, workspace, plan };
  }

  it('asks two, and records what each of them said', async () => {
    const { landscape, workspace, plan } = await planned();
    const approvals = [approvedBy('bob', 'seen'), approvedBy('carol', 'me too')];

    const promoted = await succeed(workspace, 'promote', 'promote-uat', { ...uat, approvals });

    expect(await plan.file('approvals.txt')).toBe('2');
    expect(plan.log).toContain('wait for 2 approvals by uat-leads');
    expect(promoted.log).toContain('Approved by bob and carol.\n');
    expect(await recordsOf(landscape.prod)).toEqual(['build', 'approval', 'approval', 'promotion']);
  });

  it('is refused with the reason of the one who rejects, which the image keeps', async () => {
    const { landscape, workspace } = await planned();
    const approvals = [
      approvedBy('bob', 'seen'),
      { ...approvedBy('carol', 'totals are wrong.'), DECISION: 'reject' },
    ];

    const promoted = await workspace.run('promote', 'promote-uat', { ...uat, approvals });

    expect(promoted.exitCode).toBe(20);
    expect(await promoted.file('message.txt')).toBe(
      'carol rejected the promotion: totals are wrong.\nNothing was copied and no tag was moved. Promote again when the reason is gone.',
    );
    expect(await recordsOf(landscape.dev)).toEqual(['build', 'refusal']);
    expect((await allTags(landscape))['prod shop/checkout']).toBeUndefined();
  });
});

describe('an approval that excludes committers', () => {
  const environments = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  uat: { from: dev, repository: 'prod/{image}', tags: ['{build}'], approval: { submitters: [uat-leads], notBy: [committer] } }
`;

  it('does not count by whoever wrote the commit', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape, environments);
    const git = (...args: string[]) => run('git', args, { cwd: workspace.folder });
    await git('init', '--quiet');
    await git(
      '-c',
      'user.name=Bob Miller',
      '-c',
      'user.email=bob@example.com',
      'commit',
      '--quiet',
      '--allow-empty',
      '--message=x',
    );
    const { stdout: commit } = await git('rev-parse', 'HEAD');
    await push(landscape.dev, image);
    const options = { digest: image.root.digest, commit: commit.trim() };
    await succeed(workspace, 'record', 'record', { options });
    await succeed(workspace, 'plan', 'promote-uat', uat);

    const byBob = await workspace.run('promote', 'promote-uat', {
      ...uat,
      approvals: [approvedBy('bob')],
    });
    const byCarol = await workspace.run('promote', 'promote-uat', {
      ...uat,
      approvals: [approvedBy('carol')],
    });

    expect(byBob.exitCode).toBe(20);
    expect(byBob.log).toContain(
      'The approval by bob does not count: bob wrote the commit, and the policy wants somebody else.',
    );
    expect(byCarol.exitCode, byCarol.log).toBe(0);
  });

  it('cannot be given where no committer is known', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape, environments);
    await push(landscape.dev, image);
    await succeed(workspace, 'record', 'record', { options: { digest: image.root.digest } });

    const plan = await workspace.run('plan', 'promote-uat', uat);

    expect(plan.exitCode).toBe(20);
    expect(await plan.file('message.txt')).toMatchInlineSnapshot(`
      "The approval excludes committers (\`notBy: committer\`), and the build record names none.
      Call recordImage in the workspace of the checkout, where git can tell who committed."
    `);
  });
});
