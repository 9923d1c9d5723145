import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { createWorkspace, type StepOutcome } from '../support/promotion-run.ts';
import { allTags } from './contents.ts';
import {
  boundVariables,
  nexusLandscape,
  promotionYaml,
  push,
  steady,
  workspaceIn,
} from './landscape.ts';
import { build, buildInQa, promote, succeed } from './steps.ts';

const image = buildImage();
const other = buildImage({ seed: 'other' });
const { digest } = image.root;
const LATER = '2026-11-21T12:00:00Z';

/** A job of its own, with a fresh workspace, in which nothing was built. */
const releaseJob = { buildNumber: '57', jobName: 'release', requester: 'dora' };

describe('the image of a promotion', () => {
  it.each([
    ['what this build recorded', {}, 'the record of build 10 in this workspace'],
    ['a build, by its number', { fromBuild: 10 }, 'tag 10 of dev.example.com/shop/checkout'],
    ['a tag that is recorded', { tag: '10' }, 'tag 10 of dev.example.com/shop/checkout'],
    ['a digest', { digest }, 'the option digest'],
    ['a reference with a digest', { digest: `x/y:10@${digest}` }, 'the option digest'],
  ])('is %s', async (_, options, source) => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await build(landscape, workspace, image);

    const promoted = await promote(workspace, 'qa', { options });

    const { images } = JSON.parse((await promoted.file('result.json')) ?? '');
    expect(steady(images[0].plan.candidate.source, landscape)).toBe(source);
    expect((await allTags(landscape))['dev shop/checkout-qa']).toEqual({
      10: digest,
      'latest-qa': digest,
    });
  });

  it('is found by a later job that has no record in its workspace', async () => {
    const landscape = await nexusLandscape();
    await buildInQa(landscape, await workspaceIn(landscape), image);
    const environments = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: 'dev/{image}-qa', tags: ['{build}'] }
  uat: { from: qa, repository: 'prod/{image}', tags: ['{build}-uat'] }
`;
    const later = await createWorkspace(
      promotionYaml(landscape, environments),
      boundVariables(landscape),
      { startsAt: LATER },
    );

    await promote(later, 'uat', { options: { fromBuild: 10 }, jenkins: releaseJob });

    expect((await allTags(landscape))['prod shop/checkout']).toEqual({ '10-uat': digest });
  });

  it('is never another job’s build that happens to have the same number', async () => {
    const landscape = await nexusLandscape();
    await build(landscape, await workspaceIn(landscape), image, '57');
    const later = await createWorkspace(promotionYaml(landscape), boundVariables(landscape), {
      startsAt: LATER,
    });

    const plan = await later.run('plan', 'promote-qa', {
      options: { env: 'qa' },
      jenkins: releaseJob,
    });

    expect(plan.exitCode).toBe(64);
    expect(await plan.file('message.txt')).toMatchInlineSnapshot(`
      "It is not clear which image is meant: build 57 of release recorded none, and none is named.
      Call recordImage(…) after the build; in another job, name the image by \`fromBuild:\`, \`digest:\` or \`tag:\`."
    `);
  });

  it('is not what an earlier build left in the workspace', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await build(landscape, workspace, image, '9');

    const plan = await workspace.run('plan', 'promote-qa', { options: { env: 'qa' } });

    expect(plan.exitCode).toBe(64);
    expect(await plan.file('message.txt')).toMatch(
      /^It is not clear which image is meant: build 10 of shop recorded none/,
    );
  });

  it('gets the tags of the build that is named, where several builds made the same digest', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await build(landscape, workspace, image, '10');
    await build(landscape, workspace, image, '11');

    await promote(workspace, 'qa', { options: { fromBuild: 10 }, jenkins: { buildNumber: '12' } });

    expect((await allTags(landscape))['dev shop/checkout-qa']).toEqual({
      10: digest,
      'latest-qa': digest,
    });
  });

  it('keeps its branch in a tag, whatever the branch is called', async () => {
    const landscape = await nexusLandscape();
    const environments = `
  dev: { repository: 'dev/{image}', tags: ['{branch}-{build}'] }
  qa: { from: dev, repository: 'dev/{image}-qa', tags: ['{branch}'] }
`;
    const workspace = await workspaceIn(landscape, environments);
    await push(landscape.dev, image);
    const jenkins = { branch: 'feature/x' };
    await succeed(workspace, 'record', 'record', { options: { digest }, jenkins });

    await promote(workspace, 'qa', { jenkins });

    expect(await allTags(landscape)).toEqual({
      'dev shop/checkout': { 'feature-x-217d2bf51f16-10': digest },
      'dev shop/checkout-qa': { 'feature-x-217d2bf51f16': digest },
    });
  });

  it('needs the version that a tag is made of', async () => {
    const landscape = await nexusLandscape();
    const environments = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: 'dev/{image}-qa', tags: ['v{version}'] }
`;
    const workspace = await workspaceIn(landscape, environments);
    await build(landscape, workspace, image);

    const plan = await workspace.run('plan', 'promote-qa', { options: { env: 'qa' } });

    expect(plan.exitCode).toBe(64);
    expect(await plan.file('message.txt')).toMatchInlineSnapshot(`
      "The tag template \`v{version}\` needs a version, and none is known.
      Give it when the build is recorded: recordImage(version: '1.4.0', …)."
    `);
  });

  it.each([
    [
      { tag: '10', fromBuild: 10 },
      'The image is named in 2 ways at once: tag, fromBuild.\nKeep the one that you mean.',
    ],
    [
      { image: '../../other' },
      '`../../other` is no name of an image: a repository name has lower-case letters and digits in parts joined by "/", with ".", "_", "__" or "-" between them.\nGive the name alone, as in promotion.yaml: image: \'shop/checkout\'.',
    ],
    [
      { tag: '../blobs/x' },
      '`../blobs/x` is no tag: a tag has 1 to 128 letters, digits, "_", "." or "-", and starts with neither "." nor "-".\nGive the tag alone, without registry and repository; a digest goes into `digest:`.',
    ],
    [
      { digest: 'sha256:12ab' },
      '"sha256:12ab" is not a digest: it is not "sha256:" and 64, or "sha512:" and 128, lower-case hexadecimal digits.\nGive the digest as the registry prints it, for example sha256:9f86d0…; an image id or a short digest will not do.',
    ],
    [
      { fromBiuld: 10 },
      'promoteImage has no option `fromBiuld`; did you mean `fromBuild`?\nIts options are: env, from, set, change, force, reason, dryRun, digest, tag, fromBuild, fromJob, result, lock, milestone, displayName, junit, publish, badge, keep, image, config, policy, node.',
    ],
    [
      { tag: ['10'] },
      'The option `tag` of promoteImage is ["10"], which is neither text nor a number.\nWrite promoteImage(tag: \'…\').',
    ],
    [
      { from: 'uat' },
      'An image does not come to qa from uat.\nIn promotion.yaml, `from` of qa is: dev.',
    ],
  ])('is not named by %j', async (options, sentences) => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);

    const plan = await workspace.run('plan', 'promote-qa', { options: { env: 'qa', ...options } });

    expect(plan.exitCode).toBe(64);
    expect(await plan.file('message.txt')).toBe(sentences);
    expect(landscape.devServer.requests.map(({ path }) => path)).toEqual([]);
  });

  it('may not be one that nobody recorded', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await push(landscape.dev, other, ['10']);

    const byDigest = await workspace.run('plan', 'by-digest', {
      options: { env: 'qa', digest: other.root.digest },
    });
    const byTag = await workspace.run('plan', 'by-tag', { options: { env: 'qa', tag: '10' } });

    expect([byDigest.exitCode, byTag.exitCode]).toEqual([20, 20]);
    const messageOf = async (outcome: StepOutcome) =>
      steady((await outcome.file('message.txt')) ?? '', landscape, [other]);
    expect(await messageOf(byDigest)).toMatchInlineSnapshot(`
      "shop/checkout sha256:111111111111 is not promoted to qa, for 1 reason:
      - sha256:1111111111111111111111111111111111111111111111111111111111111111 lies in
        dev.example.com/shop/checkout, but no record says that it was put into dev by a build or a
        promotion.
        -> Bring it into dev as every image comes there, by recordImage after its build or by
           promoteImage; a push by hand is not believed.
      Nothing was copied and no tag was moved."
    `);
    expect(await messageOf(byTag)).toMatchInlineSnapshot(`
      "Tag 10 of dev.example.com/shop/checkout is at sha256:1111111111111111111111111111111111111111111111111111111111111111, and no record says that this image was put into dev under this tag.
      Promote what a build recorded with recordImage, or what promoteImage brought there; a push by hand is not believed."
    `);
  });
});
