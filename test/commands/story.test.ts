import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { describeWith } from '../support/parts.ts';
import { recordsOf, tagsOf } from './contents.ts';
import { dockerLandscape, type Landscape, nexusLandscape, workspaceIn } from './landscape.ts';
import { approvedBy, buildAccepted, promote, succeed } from './steps.ts';

const image = buildImage({ platforms: ['linux/amd64', 'linux/arm64'] });
const { digest } = image.root;

describe('an image that was built, accepted and approved', () => {
  it.each([
    ['port', 'basic', 'ALLOW_ONCE'],
    ['port', 'bearer', 'ALLOW'],
    ['repository-path', 'basic', 'ALLOW'],
    ['repository-path', 'bearer', 'ALLOW_ONCE'],
    ['path-routing', 'basic', 'ALLOW_ONCE'],
    ['path-routing', 'bearer', 'ALLOW'],
  ] as const)('goes from dev to uat on Nexus: %s, %s, %s', async (address, signIn, writePolicy) => {
    const landscape = await nexusLandscape({ address, signIn, writePolicy });

    await goFromDevToUat(landscape);
  });
});

describeWith(['docker-registry', 'htpasswd'], 'the same image', () => {
  it('goes from dev to uat on Docker’s own registry', async () => {
    await goFromDevToUat(await dockerLandscape());
  });
});

async function goFromDevToUat(landscape: Landscape): Promise<void> {
  const workspace = await workspaceIn(landscape);

  await buildAccepted(landscape, workspace, image);
  const promoted = await promote(workspace, 'uat', { approvals: [approvedBy('bob', 'seen')] });

  expect(await tagsOf(landscape.dev)).toEqual({ 10: digest });
  expect(await tagsOf(landscape.dev, 'shop/checkout-qa')).toEqual({
    10: digest,
    'latest-qa': digest,
  });
  expect(await tagsOf(landscape.prod)).toEqual({ '10-uat': digest });
  expect(await recordsOf(landscape.prod)).toEqual([
    'build',
    'promotion',
    'verdict-accepted',
    'approval',
    'promotion',
  ]);
  expect(await promoted.file('reference.txt')).toMatch(new RegExp(`shop/checkout@${digest}$`));
  expect(JSON.parse((await promoted.file('result.json')) ?? '')).toMatchObject({
    outcome: 'promoted',
    approvals: [{ by: 'bob', comment: 'seen' }],
    images: [{ plan: { candidate: { digest, build: { number: '10', recordedBy: 'alice' } } } }],
  });

  const again = await succeed(workspace, 'promote', 'promote-uat', { options: { env: 'uat' } });
  expect(again.log).toContain('Nothing to do: uat has ');
}
