import { describe, expect, it } from 'vitest';
import { boundVariables, nexusLandscape, promotionYaml } from '../commands/landscape.ts';
import { build, promote } from '../commands/steps.ts';
import { createWorkspace } from '../support/promotion-run.ts';
import { auditor, digest, image, promotedIn, uat } from './verify-auditor.ts';

describe('verifyImage', () => {
  it('holds an older promotion against the policy of today where it is asked to', async () => {
    const landscape = await nexusLandscape();
    await promotedIn(landscape);
    const elsewhere = promotionYaml(landscape).replace('latest-qa', 'newest-qa');
    const stricter = elsewhere.replace(
      '[{ kind: verdict }]',
      '[{ kind: verdict }, { kind: size, atMost: 1GiB }]',
    );

    const run = async (yaml: string, policy: string) => {
      const workspace = await auditor(landscape, undefined, yaml);
      const { exitCode, log } = await workspace.run('verify', 'verify', {
        options: { ...uat.options, decidedBy: policy },
      });
      return { exitCode, log };
    };

    expect((await run(elsewhere, 'same')).exitCode).toBe(20);
    expect((await run(elsewhere, 'any')).exitCode).toBe(0);
    const refused = await run(stricter, 'any');
    expect(refused.exitCode, refused.log).toBe(20);
    expect(refused.log).toContain('- The policy wants gate size before uat');
  });

  it.each([
    [{ env: 'uat' }, 64, 'It is not said which image is to be verified.'],
    [{ env: 'uat', tag: 'a/b' }, 64, '`a/b` is no tag'],
    [{ env: 'uat', tag: '11-uat' }, 66, 'Tag 11-uat'],
    [{ env: 'uat', digest: '123' }, 64, '"123" is not a digest'],
    [
      { env: 'uat', digest, decidedBy: 'old' },
      64,
      "`decidedBy: 'old'` is neither 'same' nor 'any'.",
    ],
  ])('does not guess what %o means', async (options, code, sentence) => {
    const workspace = await auditor(await nexusLandscape());

    const { exitCode, log } = await workspace.run('verify', 'verify', { options });

    expect(exitCode, log).toBe(code);
    expect(log).toContain(sentence);
  });

  it('tells environments of one repository apart', async () => {
    const landscape = await nexusLandscape();
    const yaml = promotionYaml(
      landscape,
      `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: 'dev/{image}', tags: ['{build}-qa'] }
  uat: { from: qa, repository: 'dev/{image}', tags: ['{build}-uat'] }
`,
    );
    const workspace = await createWorkspace(yaml, boundVariables(landscape));
    await build(landscape, workspace, image);
    await promote(workspace, 'qa');

    const codes = [];
    for (const env of ['dev', 'qa', 'uat']) {
      const { exitCode } = await workspace.run('verify', env, { options: { env, digest } });
      codes.push(exitCode);
    }

    expect(codes).toEqual([0, 0, 20]);
  });
});
