import { expect, it } from 'vitest';
import type { JsonObject } from '../../engine/oci/json.ts';
import {
  boundVariables,
  nexusLandscape,
  promotionYaml,
  USUAL_ENVIRONMENTS,
} from '../commands/landscape.ts';
import { succeed } from '../commands/steps.ts';
import { createWorkspace } from '../support/promotion-run.ts';

it('asking hosts needs their credentials, and only then', async () => {
  const landscape = await nexusLandscape();
  const environments = `${USUAL_ENVIRONMENTS}    runsOn: swarm-uat\n`;
  const hosts = "hosts: { swarm-uat: { url: 'tcp://uat.example.com:2376', credentials: uat } }\n";
  const yaml = promotionYaml(landscape, environments) + hosts;
  const workspace = await createWorkspace(yaml, boundVariables(landscape));
  const needsOf = async (command: string, options: JsonObject) => {
    const { file } = await succeed(workspace, `needs ${command}`, command, { options });
    return [(await file('needs.txt'))?.match(/^dockerCert .*$/m)?.[0], await file('refusal.txt')];
  };
  const host = 'dockerCert uat PROMOTE_IMAGE_UAT_CERTS';

  expect(await needsOf('status', {})).toEqual([undefined, undefined]);
  expect(await needsOf('status', { live: true, drift: 'UNSTABLE' })).toEqual([host, 'UNSTABLE']);
  expect(await needsOf('where', { tag: '10', env: 'dev' })).toEqual([host, undefined]);
});
