import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { createWorkspace } from '../support/promotion-run.ts';
import { allTags } from './contents.ts';
import {
  boundVariables,
  type Landscape,
  nexusLandscape,
  promotionYaml,
  push,
  steady,
  workspaceIn,
} from './landscape.ts';
import { promote, succeed } from './steps.ts';

const ofMain = buildImage({ seed: 'main' });
const ofFeature = buildImage({ seed: 'feature' });
const MAIN = 'shop/checkout/main';
const FEATURE = 'shop/checkout/feature%2Fx';
const releaseJob = { buildNumber: '57', jobName: 'release', requester: 'dora' };

describe('an image of another job', () => {
  it.each([
    ['as Jenkins writes it', FEATURE],
    ['as people write it', 'shop/checkout/feature/x'],
  ])('is promoted by the name of its job %s', async (_, fromJob) => {
    const landscape = await twoJobs();
    const later = await releaseWorkspace(landscape);

    await promote(later, 'qa', { options: { fromJob, fromBuild: 8 }, jenkins: releaseJob });

    const tags = await allTags(landscape);
    expect(tags['dev shop/checkout-qa']?.['8']).toBe(ofFeature.root.digest);
  });

  it('is not another job’s image of that number', async () => {
    const landscape = await twoJobs();
    const later = await releaseWorkspace(landscape);

    const plan = await later.run('plan', 'promote-qa', {
      options: { env: 'qa', fromJob: MAIN, fromBuild: 8 },
      jenkins: releaseJob,
    });

    expect(plan.exitCode).toBe(20);
    expect(await plan.file('message.txt')).toBe(
      'What is there as build 8 was not recorded by build 8 of shop/checkout/main.\nLook at the number and at the full name of the job; imageHistory(build: 8) tells which jobs recorded one.',
    );
  });

  it('is named by its build, too', async () => {
    const later = await releaseWorkspace(await nexusLandscape());

    const plan = await later.run('plan', 'promote-qa', { options: { env: 'qa', fromJob: MAIN } });

    expect(plan.exitCode).toBe(64);
    expect(await plan.file('message.txt')).toBe(
      "The image is to be of shop/checkout/main, and it is not said of which build.\nAdd the number: fromJob: 'shop/checkout/main', fromBuild: 41; or take the newest in the environment before: from: [job: 'shop/checkout/main'].",
    );
  });

  it('is the newest of its job where that is asked for', async () => {
    const landscape = await twoJobs();
    const later = await releaseWorkspace(landscape);

    await promote(later, 'qa', { options: { from: { job: MAIN } }, jenkins: releaseJob });

    const tags = await allTags(landscape);
    expect(tags['dev shop/checkout-qa']?.['latest-qa']).toBe(ofMain.root.digest);
  });

  it('is offered as a line to choose, which promoteImage takes as its digest', async () => {
    const landscape = await twoJobs();
    const later = await releaseWorkspace(landscape);

    const found = await succeed(later, 'find', 'find-dev', {
      options: { env: 'dev', job: FEATURE, output: 'choices' },
    });
    const choice = (await found.file('reference.txt')) ?? '';
    await promote(later, 'qa', { options: { digest: choice }, jenkins: releaseJob });

    expect(steady(choice, landscape, [ofFeature])).toMatchInlineSnapshot(
      `"shop/checkout build 8 of shop/checkout/feature%2Fx, commit 9fceb02d0ae5, without a verdict, dev since 2026-11-21 10:02 UTC: dev.example.com/shop/checkout@sha256:1111111111111111111111111111111111111111111111111111111111111111"`,
    );
    const tags = await allTags(landscape);
    expect(tags['dev shop/checkout-qa']?.['8']).toBe(ofFeature.root.digest);
  });
});

/** Build 7 of one branch, then build 8 of another. */
async function twoJobs(): Promise<Landscape> {
  const landscape = await nexusLandscape();
  const workspace = await workspaceIn(landscape);
  for (const [image, buildNumber, jobName] of [
    [ofMain, '7', MAIN],
    [ofFeature, '8', FEATURE],
  ] as const) {
    await push(landscape.dev, image, [buildNumber]);
    await succeed(workspace, 'record', 'record', {
      options: { digest: image.root.digest },
      jenkins: { buildNumber, jobName },
    });
  }
  return landscape;
}

function releaseWorkspace(landscape: Landscape) {
  return createWorkspace(promotionYaml(landscape), boundVariables(landscape), {
    startsAt: '2026-11-21T12:00:00Z',
  });
}
