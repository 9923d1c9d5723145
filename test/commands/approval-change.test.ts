import { expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { nexusLandscape, steady, workspaceIn } from './landscape.ts';
import { approvedBy, buildAccepted, promote, succeed } from './steps.ts';

it('an approval shows what the promotion would change', async () => {
  const landscape = await nexusLandscape();
  const workspace = await workspaceIn(landscape);
  const images = [buildImage({ seed: 'a' }), buildImage({ seed: 'b' })];
  for (const [i, image] of images.entries()) {
    const jenkins = { buildNumber: String(10 + i) };
    await buildAccepted(landscape, workspace, image, jenkins.buildNumber);
    if (i === 0) await promote(workspace, 'uat', { jenkins, approvals: [approvedBy('bob')] });
  }

  const plan = await succeed(workspace, 'plan', 'promote-uat', {
    options: { env: 'uat' },
    jenkins: { buildNumber: '11' },
  });

  const question = steady((await plan.file('approval.txt')) ?? '', landscape, images);
  expect(question.split('\n\n')[1]).toMatchInlineSnapshot(`
    "Changes since build 10, sha256:111111111111, in uat:
    the same commit, 9fceb02d0ae5
    linux/amd64: 0 layers kept, 1 added (2.5 KiB), 1 removed (2.5 KiB); 2.5 KiB"
  `);
});
