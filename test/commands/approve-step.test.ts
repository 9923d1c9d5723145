import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { approve, WITH_APPROVALS as ENVIRONMENTS } from './approving.ts';
import { recordsOf } from './contents.ts';
import { nexusLandscape, push, workspaceIn } from './landscape.ts';
import { buildInQa, succeed } from './steps.ts';

const run = promisify(execFile);
const image = buildImage();
const uat = { options: { env: 'uat' } };

describe('approveImage', () => {
  it('asks Jenkins for the credentials of environments before the one that is named, alone', async () => {
    const workspace = await workspaceIn(await nexusLandscape(), ENVIRONMENTS);

    const needs = await workspace.run('needs approve', 'needs', uat);

    expect(await needs.file('needs.txt')).toBe(
      'usernamePassword nexus-dev PROMOTE_IMAGE_NEXUS_DEV_USERNAME PROMOTE_IMAGE_NEXUS_DEV_PASSWORD',
    );
  });

  it('says when no gate will count what it wrote', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(
      landscape,
      ENVIRONMENTS.replace('kind: approvals, atLeast: 2, notBy: [requester]', 'kind: user'),
    );
    await buildInQa(landscape, workspace, image);

    const { log } = await approve(workspace, 'carol');

    expect(log).toContain(
      'Note: uat has no gate `approvals` in promotion.yaml, so nothing there counts this approval.',
    );
  });

  it('refuses at once those whom the gate does not name', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(
      landscape,
      ENVIRONMENTS.replace('atLeast: 2', 'by: [dora]'),
    );
    await buildInQa(landscape, workspace, image);

    const approved = await workspace.run('approve', 'approve-uat', {
      options: { env: 'uat', by: 'carol' },
    });

    expect(approved.exitCode).toBe(20);
    expect(await approved.file('message.txt')).toMatchInlineSnapshot(`
      "The approval by carol would not count for uat: carol is not one of those who may approve.
      Nothing was recorded. Have somebody else approve it, whom the policy lets."
    `);
    expect(await recordsOf(landscape.dev)).not.toContain('approval');
  });

  it.each([
    ['approval', 'approval: { submitters: [uat-leads], notBy: [committer] }'],
    ['gate', 'gates: [{ kind: approvals, notBy: [committer] }]'],
  ])('refuses at once who wrote the commit, where the %s excludes them', async (_, policy) => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(
      landscape,
      ENVIRONMENTS.replace('gates: [{ kind: approvals, atLeast: 2, notBy: [requester] }]', policy),
    );
    const commit = await commitBy('bob@example.com', workspace.folder);
    await push(landscape.dev, image);
    await succeed(workspace, 'record', 'record', {
      options: { digest: image.root.digest, commit },
    });

    const approved = await workspace.run('approve', 'approve-uat', {
      options: { env: 'uat', by: 'bob' },
    });

    expect(approved.exitCode).toBe(20);
    expect(approved.log).toContain(
      'The approval by bob would not count for uat: bob wrote the commit.',
    );
    expect(await recordsOf(landscape.dev)).toEqual(['build']);
  });

  it.each([
    [
      'nobody',
      { env: 'uat' },
      { requester: null },
      'It is not known whose word approveImage takes',
    ],
    ['no environment', {}, {}, 'approveImage needs the option `env`.'],
    ['an environment that builds push to', { env: 'dev' }, {}, 'Nothing is promoted into dev: '],
    ['an environment that is not there', { env: 'uta' }, {}, 'did you mean `uat`?'],
    ['an end that has passed', { env: 'uat', until: '2026-11-20' }, {}, 'is no time to come'],
  ])('is told no by usage with %s', async (_, options, jenkins, sentence) => {
    const workspace = await workspaceIn(await nexusLandscape(), ENVIRONMENTS);

    const approved = await workspace.run('approve', 'approve-uat', { options, jenkins });

    expect([64, 78]).toContain(approved.exitCode);
    expect(approved.log).toContain(sentence);
  });
});

/** An empty commit in the folder; returns its id. */
async function commitBy(mail: string, folder: string): Promise<string> {
  const git = async (...args: string[]) => (await run('git', args, { cwd: folder })).stdout.trim();
  const author = ['-c', 'user.name=Somebody', '-c', `user.email=${mail}`];
  await git('init', '--quiet');
  await git(...author, 'commit', '--quiet', '--allow-empty', '--message=x');
  return git('rev-parse', 'HEAD');
}
