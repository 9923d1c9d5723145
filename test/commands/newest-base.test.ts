import { expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { createWorkspace } from '../support/promotion-run.ts';
import { boundVariables, nexusLandscape, promotionYaml, push, workspaceIn } from './landscape.ts';
import { build, promote, succeed, unwrapped } from './steps.ts';

const BASE_ENVIRONMENTS = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  prod: { from: dev, repository: 'prod/{image}', tags: ['{build}', latest] }
`;
const base = (seed: string) =>
  buildImage({ seed: `base ${seed}`, sharedLayers: 2, sharedSeed: seed, layersPerPlatform: 0 });
const on = (seed: string) =>
  buildImage({ seed: `app on ${seed}`, sharedLayers: 2, sharedSeed: seed });

it('an image is let in on the newest promoted base, and not on the one before', async () => {
  const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
  const yaml = promotionYaml(landscape, BASE_ENVIRONMENTS, 'base/jdk');
  const bases = await createWorkspace(yaml, boundVariables(landscape));
  for (const [number, seed] of [
    ['1', 'old'],
    ['2', 'new'],
  ] as const) {
    const image = base(seed);
    await push(landscape.dev, image, [number], 'base/jdk');
    const jenkins = { buildNumber: number };
    await succeed(bases, 'record', 'record', { options: { digest: image.root.digest }, jenkins });
    await promote(bases, 'prod', { jenkins });
  }
  const apps = await workspaceIn(
    landscape,
    `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa:
    from: dev
    repository: dev/{image}-qa
    tags: ['{build}']
    gates: [{ kind: base-image, newestOf: [{ repository: prod/base/jdk, environment: prod }] }]
`,
  );
  await build(landscape, apps, on('old'), '10');
  await build(landscape, apps, on('new'), '11');

  const needs = await succeed(apps, 'needs plan', 'plan', { options: { env: 'qa' } });
  const plan = (fromBuild: string) =>
    apps.run('plan', 'promote-qa', { options: { env: 'qa', fromBuild } });
  const [old, current] = [await plan('10'), await plan('11')];

  expect(await needs.file('needs.txt')).toContain('usernamePassword nexus-prod ');
  expect(old.exitCode).toBe(20);
  expect(unwrapped(old.log)).toMatch(
    /its layers begin with those of no known base.* Build the image again on the newest base, and promote that one: .*\/base\/jdk@sha256:[0-9a-f]{12}, newest in prod\./s,
  );
  expect(current.exitCode).toBe(0);
  expect(unwrapped(current.log)).toMatch(
    /base-image: The base image is .*\/base\/jdk@sha256:[0-9a-f]{12}, newest in prod, by its layers/,
  );
});
