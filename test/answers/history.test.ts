import { describe, expect, it } from 'vitest';
import { nexusLandscape, steady, workspaceIn } from '../commands/landscape.ts';
import { approvedBy, buildInQa, promote, succeed } from '../commands/steps.ts';
import { buildImage } from '../support/images/build-image.ts';
import { documentOf, textOf } from './answer.ts';

const ten = buildImage({ seed: 'ten' });
const eleven = buildImage({ seed: 'eleven' });

describe('imageHistory', () => {
  it('tells of one image what happened to it everywhere, refused attempts too, each thing once', async () => {
    const { landscape, workspace } = await story();

    const text = await textOf(workspace, 'history', { build: 10 });

    expect(steady(text, landscape, [ten, eleven])).toMatchInlineSnapshot(`
      "shop/checkout sha256:1111111111111111111111111111111111111111111111111111111111111111
        2026-11-21 10:01 UTC (11 min ago)  dev  build 10 of shop recorded by alice (commit 9fceb02d0ae5,
                                                branch main), tagged 10
        2026-11-21 10:03 UTC (9 min ago)   qa   promoted from dev by alice, 1 of 1 gate passed, tagged 10,
                                                latest-qa
        2026-11-21 10:04 UTC (8 min ago)   uat  REFUSED to alice: Nobody has given a verdict on this
                                                image.
        2026-11-21 10:05 UTC (7 min ago)   -    accepted by carol: Regression passed on the QA board.
        2026-11-21 10:07 UTC (5 min ago)   uat  approved by bob: Agreed in the meeting.
        2026-11-21 10:07 UTC (5 min ago)   uat  promoted from qa by alice, approved by bob, 1 of 1 gate
                                                passed, tagged 10-uat"
    `);
  });

  it('tells of an environment what happened there last', async () => {
    const { landscape, workspace } = await story();

    const text = await textOf(workspace, 'history', { env: 'qa' });

    expect(steady(text, landscape, [ten, eleven])).toMatchInlineSnapshot(`
      "shop/checkout in qa, newest first
        2026-11-21 10:10 UTC (2 min ago)  sha256:222222222222  build 11 promoted from dev by alice, 1 of 1
                                                               gate passed, tagged 11, latest-qa
        2026-11-21 10:03 UTC (9 min ago)  sha256:111111111111  build 10 promoted from dev by alice, 1 of 1
                                                               gate passed, tagged 10, latest-qa"
    `);
  });

  it('says as JSON what it says as text, and more', async () => {
    const { workspace } = await story();

    const document = await documentOf(workspace, 'history', { tag: '10-uat' });

    expect(document).toMatchObject({
      image: 'shop/checkout',
      digest: ten.root.digest,
      happenings: [
        { kind: 'build', environment: 'dev', counts: true },
        { kind: 'promotion', environment: 'qa' },
        { kind: 'refusal', record: { reasons: ['Nobody has given a verdict on this image.'] } },
        { kind: 'verdict', sentence: 'accepted by carol: Regression passed on the QA board.' },
        { kind: 'approval', record: { by: 'bob' } },
        { kind: 'promotion', environment: 'uat' },
      ],
      problems: [],
    });
  });

  it('cuts the history of an environment where it is asked to', async () => {
    const { workspace } = await story();

    const document = await documentOf(workspace, 'history', { env: 'qa', most: 1 });

    expect(document).toMatchObject({ isCut: true, happenings: [{ digest: eleven.root.digest }] });
  });

  it.each([
    [{}, 'imageHistory is not told what to tell the history of.', 64],
    [{ build: 10, tag: '10' }, 'imageHistory is told in 2 ways which image is meant.', 64],
    [{ tag: 'latest' }, 'No image of tag latest is in dev, qa, uat.', 66],
    [{ build: 99 }, 'No image of build 99 is in dev, qa, uat.', 66],
    [{ env: 'qa', most: 0 }, '`most` is `0`, which is no whole number from 1 to 1000.', 64],
  ])('refuses %o', async (options, sentence, exitCode) => {
    const workspace = await workspaceIn(await nexusLandscape());

    const outcome = await workspace.run('history', 'history', { options });

    expect(outcome.log).toContain(sentence);
    expect(outcome.exitCode).toBe(exitCode);
  });

  it('needs the credentials of every environment for an image, of one for that alone', async () => {
    const workspace = await workspaceIn(await nexusLandscape());

    const image = await succeed(workspace, 'needs history', 'image', {
      options: { env: 'qa', tag: '10' },
    });
    const environment = await succeed(workspace, 'needs history', 'environment', {
      options: { env: 'qa' },
    });

    expect((await image.file('needs.txt'))?.split('\n')).toHaveLength(2);
    expect((await environment.file('needs.txt'))?.split('\n')).toHaveLength(1);
  });
});

/** Build 10 goes to uat at the second attempt; build 11 is rejected in qa. */
async function story() {
  const landscape = await nexusLandscape();
  const workspace = await workspaceIn(landscape);
  await buildInQa(landscape, workspace, ten);
  await workspace.run('plan', 'promote-uat', { options: { env: 'uat' } });
  await succeed(workspace, 'verdict', 'verdict', {
    options: { is: 'accepted', by: 'carol', reason: 'Regression passed on the QA board.' },
  });
  await promote(workspace, 'uat', { approvals: [approvedBy('bob', 'Agreed in the meeting.')] });
  await buildInQa(landscape, workspace, eleven, '11');
  await succeed(workspace, 'verdict', 'verdict', {
    options: { is: 'rejected', by: 'carol', reason: 'Totals are wrong.', fromBuild: 11 },
  });
  return { landscape, workspace };
}
