import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { nexusLandscape, workspaceIn } from './landscape.ts';
import { buildAccepted, buildInQa } from './steps.ts';

const [first, second, third] = ['1', '2', '3'].map((seed) => buildImage({ seed }));

async function threeBuilds() {
  const landscape = await nexusLandscape();
  const workspace = await workspaceIn(landscape);
  if (first !== undefined) await buildAccepted(landscape, workspace, first, '10');
  if (second !== undefined) await buildAccepted(landscape, workspace, second, '11');
  if (third !== undefined) await buildInQa(landscape, workspace, third, '12');
  return (options: Readonly<Record<string, unknown>>) =>
    workspace.run('plan', 'promote-uat', {
      options: { env: 'uat', ...options },
      jenkins: { buildNumber: '99' },
    });
}

describe('the image of a promotion that is asked for by its records', () => {
  it('is the newest that was accepted', async () => {
    const plan = await threeBuilds();

    const accepted = await plan({ from: { verdict: 'accepted' } });

    expect(accepted.exitCode, accepted.log).toBe(0);
    expect(accepted.log).toContain(`shop/checkout ${second?.root.digest}`);
    expect(accepted.log).toContain('taken from the newest image in qa with verdict accepted');
  });

  it('is none where none is so, and the question is checked', async () => {
    const plan = await threeBuilds();

    const rejected = await plan({ from: { verdict: 'rejected' } });
    const misspelt = await plan({ from: { verdikt: 'accepted' } });
    const twice = await plan({ from: { verdict: 'accepted' }, fromBuild: '10' });

    expect(rejected.exitCode).toBe(66);
    expect(rejected.log).toContain('There is no image with verdict rejected in qa (');
    expect(misspelt.log).toContain(
      'promoteImage(from: …) has no option `verdikt`; did you mean `verdict`?',
    );
    expect(twice.log).toContain('The image is named in 2 ways at once: fromBuild, from: […].');
  });
});
