import { describe, expect, it } from 'vitest';
import { runDoctor } from '../diagnosis/run-doctor.ts';
import { started } from '../support/registry/started.ts';
import { boundVariables, nexusLandscape, promotionYaml, workspaceIn } from './landscape.ts';
import { succeed } from './steps.ts';

describe('doctor', () => {
  it('prints one JSON document with --json, the failure apart from it', async () => {
    const landscape = await nexusLandscape();
    const env = { ...boundVariables(landscape), PROMOTE_IMAGE_NEXUS_PROD_PASSWORD: 'outdated' };

    const { exitCode, out, err } = await runDoctor(promotionYaml(landscape), env, ['--json']);

    expect(exitCode).toBe(77);
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      file: 'promotion.yaml',
      image: 'shop/checkout',
      exitCode: 77,
      promotions: [
        { from: 'dev', to: 'qa', works: true },
        { from: 'qa', to: 'uat', works: false },
      ],
    });
    expect(err).toBe(
      'Promotions would stop: qa → uat. Promotions would work: dev → qa. 1 FAIL, 2 notes.\nDo what stands below each FAIL, then run this again.\n',
    );
  });

  it('takes another file and another image', async () => {
    const landscape = await nexusLandscape();
    const yaml = promotionYaml(landscape);

    const absent = await runDoctor(yaml, {}, ['--config', 'other.yaml']);
    const { out } = await runDoctor(yaml, boundVariables(landscape), ['--image', 'shop/basket']);

    expect(absent.exitCode).toBe(78);
    expect(absent.err).toContain('other.yaml');
    expect(out).toContain('/shop/basket-qa\n');
  });

  it('refuses a flag that it does not know', async () => {
    const { exitCode, err } = await runDoctor('', {}, ['--jason']);

    expect(exitCode).toBe(64);
    expect(err).toContain('`doctor` is given --jason without a value; did you mean `--json`?');
  });

  it('asks for the first of several images', async () => {
    const landscape = await nexusLandscape();
    const yaml = promotionYaml(landscape).replace(
      'image: shop/checkout',
      'images: [shop/checkout, shop/basket]',
    );

    const { out } = await runDoctor(yaml, boundVariables(landscape));

    expect(out.split('\n', 1)).toEqual(['Asked for shop/checkout, the first of 2 images.']);
  });

  it('runs as a step too: with the credentials it needs, and a document in the run folder', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);

    const needs = await succeed(workspace, 'needs doctor', 'doctor-needs');
    const outcome = await succeed(workspace, 'doctor', 'doctor');

    expect(await needs.file('needs.txt')).toBe(
      [
        'usernamePassword nexus-dev PROMOTE_IMAGE_NEXUS_DEV_USERNAME PROMOTE_IMAGE_NEXUS_DEV_PASSWORD',
        'usernamePassword nexus-prod PROMOTE_IMAGE_NEXUS_PROD_USERNAME PROMOTE_IMAGE_NEXUS_PROD_PASSWORD',
      ].join('\n'),
    );
    expect(JSON.parse((await outcome.file('doctor.json')) ?? '')).toMatchObject({ exitCode: 0 });
  });

  it('checks a registry that no environment uses', async () => {
    const landscape = await nexusLandscape();
    const spare = await started();
    const yaml = promotionYaml(landscape).replace(
      'environments:',
      `  spare: { url: '${spare.url('docker-dev')}' }\nenvironments:`,
    );

    const { exitCode, out } = await runDoctor(yaml, boundVariables(landscape));

    expect(exitCode).toBe(0);
    expect(out).toContain(`Registry spare: ${spare.url('docker-dev')}\n`);
  });
});
