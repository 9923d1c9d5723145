import { describe, expect, it } from 'vitest';
import { allTags } from '../commands/contents.ts';
import { nexusLandscape, push, steady, workspaceIn } from '../commands/landscape.ts';
import { build, promote, succeed } from '../commands/steps.ts';
import { eleven, goBack, images, inQa, stranger, ten } from './builds-in-qa.ts';

const NOWHERE = `sha256:${'9'.repeat(64)}`;

describe('a rollback that is refused, before anything is written', () => {
  const GONE =
    "If it was in qa before, a clean-up took it: promoteImage(env: 'qa', …) brings it again. Else name another build.";

  it.each<[string, number, object, readonly string[]]>([
    [
      'no reason',
      64,
      { reason: '' },
      ['rollbackImage needs the option `reason`.', "Write rollbackImage(env: 'qa', reason: '…')."],
    ],
    [
      'two images',
      64,
      { fromBuild: 10, tag: '10' },
      ['The image is named in 2 ways at once: tag, fromBuild.', 'Keep the one that you mean.'],
    ],
    [
      'an image that is unknown',
      66,
      { fromBuild: 12 },
      [
        'Build 12 is not in qa: its image would be tag 12 of dev.example.com/shop/checkout-qa, which is not there (HTTP 404).',
        GONE,
      ],
    ],
    [
      'a digest that is nowhere',
      66,
      { digest: NOWHERE },
      [
        `${NOWHERE} (taken from the option digest) is not in qa (dev.example.com/shop/checkout-qa) (HTTP 404).`,
        GONE,
      ],
    ],
    [
      'an environment that has nothing',
      66,
      { env: 'uat' },
      [
        'No record in prod.example.com/shop/checkout says that anything was ever put into uat.',
        'There is nothing to go back to: promoteImage brings an image there.',
      ],
    ],
  ])('%s', async (_, exitCode, options, message) => {
    const { landscape, workspace, text } = await inQa();
    const before = await allTags(landscape);

    const outcome = await goBack(workspace, options);

    expect(outcome.exitCode).toBe(exitCode);
    expect(await allTags(landscape)).toEqual(before);
    expect(text(await outcome.file('message.txt'))).toBe(message.join('\n'));
  });

  it('an image that was never in the environment', async () => {
    const { landscape, workspace, text } = await inQa();
    await push(landscape.dev, stranger, [], 'shop/checkout-qa');

    const outcome = await goBack(workspace, { digest: stranger.root.digest });

    expect(outcome.exitCode).toBe(20);
    expect(text(await outcome.file('message.txt'))).toMatchInlineSnapshot(`
      "sha256:3333333333333333333333333333333333333333333333333333333333333333 was never in qa: no record in dev.example.com/shop/checkout-qa that counts says so.
      What is new there comes by promoteImage(env: 'qa', …); a rollback goes back to what was there."
    `);
  });

  it.each(['rejected', 'revoked'])('an image that was %s', async (is) => {
    const { workspace, text } = await inQa();
    await succeed(workspace, 'verdict', 'verdict', {
      options: { is, reason: 'CVE-2026-1', fromBuild: 10 },
    });

    const named = await goBack(workspace, { fromBuild: 10 });
    const unnamed = await goBack(workspace);

    expect([named.exitCode, unnamed.exitCode]).toEqual([20, 20]);
    expect(text(named.log)).toContain(`CVE-2026-1.\nName another build that was there before.`);
    expect(text(unnamed.log)).toContain(
      'There is nothing that qa could go back to.\nNot sha256:111111111111 (build 10 of shop): ',
    );
  });

  it('an image that a clean-up took', async () => {
    const { landscape, workspace, text } = await inQa();
    landscape.devServer.store.deleteManifest('docker-dev', 'shop/checkout-qa', ten.root.digest);

    const outcome = await goBack(workspace);

    expect(outcome.exitCode).toBe(66);
    expect(text(await outcome.file('message.txt'))).toMatchInlineSnapshot(`
      "sha256:1111111111111111111111111111111111111111111111111111111111111111 is not in dev.example.com/shop/checkout-qa any more (HTTP 404): a clean-up took it.
      promoteImage brings it again from where it came from; or name another build that was there: rollbackImage(fromBuild: 41, …)."
    `);
    await promote(workspace, 'qa', { options: { fromBuild: 10 } });
  });

  it('a tag that may not be moved', async () => {
    const landscape = await nexusLandscape({ writePolicy: 'ALLOW_ONCE' });
    const environments = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  uat: { from: dev, repository: 'prod/{image}', tags: ['{build}', '{branch}'] }
`;
    const workspace = await workspaceIn(landscape, environments);
    await build(landscape, workspace, ten, '10');
    await promote(workspace, 'uat', { options: { fromBuild: 10 } });
    await push(landscape.dev, eleven, ['11']);
    await succeed(workspace, 'record', 'record', {
      options: { digest: eleven.root.digest },
      jenkins: { buildNumber: '11' },
    });
    // The promotion stops at the tag, after its record.
    const uat = { options: { env: 'uat', fromBuild: 11 } };
    expect((await workspace.run('promote', 'promote-11', uat)).exitCode).toBe(69);
    landscape.prodServer.store.putTag('docker-prod', 'shop/checkout', 'main', eleven.root.digest);
    const before = landscape.prodServer.store.tags('docker-prod', 'shop/checkout');

    const outcome = await goBack(workspace, { env: 'uat' });

    expect(outcome.exitCode).toBe(20);
    expect(
      steady((await outcome.file('message.txt')) ?? '', landscape, images),
    ).toMatchInlineSnapshot(`
      "The registry does not let tag main of prod.example.com/shop/checkout be moved, and to go back means to move it (HTTP 400, BLOB_UPLOAD_INVALID: blob upload invalid: Repository does not allow updating assets: docker-prod). Nothing was written.
      In Nexus, set the Deployment policy of this hosted repository to "Allow redeploy", then run this again."
    `);
    expect(landscape.prodServer.store.tags('docker-prod', 'shop/checkout')).toEqual(before);
  });

  it('where a promotion was cut short, and nobody can tell from what to go back', async () => {
    const { landscape, workspace, text } = await inQa();
    landscape.devServer.store.putTag(
      'docker-dev',
      'shop/checkout-qa',
      'latest-qa',
      ten.root.digest,
    );

    const outcome = await goBack(workspace);

    expect(outcome.exitCode).toBe(20);
    expect(text(await outcome.file('message.txt'))).toMatchInlineSnapshot(`
      "It is not clear what qa should go back from: sha256:2222222222222222222222222222222222222222222222222222222222222222 was recorded there last, 2026-11-21 10:06 UTC, and its tags are at sha256:1111111111111111111111111111111111111111111111111111111111111111. A promotion was cut short, or somebody moved a tag.
      Name the image that should be there: rollbackImage(fromBuild: 41, …), with \`fromBuild:\`, \`digest:\` or \`tag:\`."
    `);
    expect((await goBack(workspace, { fromBuild: 10 })).exitCode).toBe(0);
    expect((await goBack(workspace)).log).toContain('Nothing to do: qa has ');
  });
});
