import { expect, it } from 'vitest';
import { nexusLandscape, promotionYaml, workspaceIn } from './landscape.ts';

it('two credentials that Jenkins would bind to one variable are bound for nobody', async () => {
  const landscape = await nexusLandscape();
  const workspace = await workspaceIn(landscape);
  const environments = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa:
    from: dev
    repository: 'dev/{image}-qa'
    tags: ['{build}']
    gates: [{ kind: http, url: 'https://gates.example.com', credentials: Nexus.Dev }]
`;
  await workspace.write('promotion.yaml', promotionYaml(landscape, environments));

  const needs = await workspace.run('needs plan', 'promote-qa', { options: { env: 'qa' } });

  expect(needs.exitCode).toBe(78);
  expect(needs.log).toContain(
    'The credentials "nexus-dev" and "Nexus.Dev" would share the variable PROMOTE_IMAGE_NEXUS_DEV_USERNAME, so one of the two servers would be sent the secret of the other.',
  );
  expect(await needs.file('needs.txt')).toBeUndefined();
});
