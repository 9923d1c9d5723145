import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { answerSchemas } from '../../engine/answers/answer-schemas.ts';
import { run } from '../../engine/cli/run.ts';
import { runProgram } from '../../engine/run-program.ts';
import {
  boundVariables,
  dockerLandscape,
  nexusLandscape,
  promotionYaml,
  push,
  steady,
  USUAL_ENVIRONMENTS,
} from '../commands/landscape.ts';
import { approvedBy, buildAccepted, promote, succeed } from '../commands/steps.ts';
import { buildImage } from '../support/images/build-image.ts';
import { describeWith } from '../support/parts.ts';
import { createWorkspace } from '../support/promotion-run.ts';
import { auditor, digest, image, later, promotedIn, uat } from './verify-auditor.ts';

const isValid = new Ajv({ strict: false }).compile(answerSchemas['verify'] ?? {});

describe('verifyImage', () => {
  it('says of an image how it came where it is', async () => {
    const landscape = await nexusLandscape();
    await promotedIn(landscape);

    const { log, file } = await succeed(await auditor(landscape), 'verify', 'verify', uat);

    const policy = /very promotion\.yaml \(sha256:([0-9a-f]{12})\)/.exec(log)?.[1] ?? '';
    expect(
      steady(log, landscape, [image]).replaceAll(policy, 'policydigest'),
    ).toMatchInlineSnapshot(`
      "shop/checkout in uat
        sha256:1111111111111111111111111111111111111111111111111111111111111111
        prod.example.com/shop/checkout
          ok    image     It is there.
          ok    tag       Tag 10-uat is at this image.
          ok    record    Promoted from qa on 2026-11-21 10:06 UTC (1 d ago), asked for by alice; signed
                          by jenkins.
          ok    rollback  No rollback since then.
          ok    policy    It was let in under this very promotion.yaml (sha256:policydigest).
          ok    path      It came by dev, qa, uat; build 10 of shop from commit 9fceb02d0ae5.
          ok    gates     Gates of uat: verdict passed.
          ok    approval  Approved for uat by bob on 2026-11-21 10:06 UTC.
          ok    gates     Gates of qa: build-result passed.
          ok    verdict   Accepted by carol on 2026-11-21 10:04 UTC.
          ok    hold      Nobody holds it.
      Verified: it came here by the path that the policy asks for.
      "
    `);
    expect(log.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect(await file('reference.txt')).toMatch(new RegExp(`/shop/checkout@${digest}$`));
  });

  it('only reads, and costs little more than the records of the image', async () => {
    const landscape = await nexusLandscape();
    await promotedIn(landscape);
    const [dev, prod] = [landscape.devServer.requests, landscape.prodServer.requests];
    const [devBefore, prodBefore] = [dev.length, prod.length];

    await succeed(await auditor(landscape), 'verify', 'verify', uat);

    const sent = [...dev.slice(devBefore), ...prod.slice(prodBefore)];
    expect(sent.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
    expect([dev.length - devBefore, prod.length - prodBefore]).toMatchInlineSnapshot(`
      [
        7,
        10,
      ]
    `);
  });

  it('needs access to no registry but the one that is pulled from', async () => {
    const landscape = await nexusLandscape();
    await promotedIn(landscape);
    const { PROMOTE_IMAGE_NEXUS_PROD_USERNAME, PROMOTE_IMAGE_NEXUS_PROD_PASSWORD } = boundVariables(
      landscape,
    ) as Record<string, string>;
    const workspace = await auditor(landscape, {
      PROMOTE_IMAGE_NEXUS_PROD_USERNAME: PROMOTE_IMAGE_NEXUS_PROD_USERNAME ?? '',
      PROMOTE_IMAGE_NEXUS_PROD_PASSWORD: PROMOTE_IMAGE_NEXUS_PROD_PASSWORD ?? '',
    });

    const { log } = await succeed(workspace, 'verify', 'verify', uat);

    expect(log.replace(/\s+/g, ' ')).toContain(
      'Records that stand only in qa, such as a later revocation, were not seen: Registry dev needs the credential "nexus-dev"',
    );
  });

  it('writes what it found for programs', async () => {
    const landscape = await nexusLandscape();
    await promotedIn(landscape);
    const workspace = await auditor(landscape);
    const good = await workspace.run('verify', 'good', uat);
    const bad = await workspace.run('verify', 'bad', {
      options: { env: 'uat', digest: `sha256:${'9'.repeat(64)}`, output: 'json' },
    });

    const answers: unknown[] = [
      JSON.parse((await good.file('answer.json')) ?? ''),
      JSON.parse((await bad.file('answer.json')) ?? ''),
    ];

    expect(answers.map((one) => isValid(one))).toEqual([true, true]);
    expect(answers).toMatchObject([{ isVerified: true, digest }, { isVerified: false }]);
    expect([good.exitCode, bad.exitCode]).toEqual([0, 20]);
    expect(bad.log.startsWith('{\n  "version": 1,')).toBe(true);
  });

  it('asks every repository of the environment, and names the one that differs', async () => {
    const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
    const regions = USUAL_ENVIRONMENTS.replace(
      'prod/{image}',
      "['prod/{image}', 'prod/{image}-eu']",
    );
    const yaml = promotionYaml(landscape, regions);
    const workspace = await createWorkspace(yaml, boundVariables(landscape));
    await buildAccepted(landscape, workspace, image);
    await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });
    const good = await workspace.run('verify', 'verify', uat);
    const other = buildImage({ seed: 'other' });
    await push(landscape.prod, other, ['10-uat'], 'shop/checkout-eu');

    const bad = await workspace.run('verify', 'verify', { options: { env: 'uat', digest } });

    const message = steady((await bad.file('message.txt')) ?? '', landscape, [image, other]);
    expect([good.exitCode, bad.exitCode], good.log).toEqual([0, 20]);
    expect(message).toContain('is not verified in uat, for 1 reason:\n');
    expect(message).toContain(
      `- prod.example.com/shop/checkout-eu: Tag 10-uat of prod.example.com/shop/checkout-eu is at sha256:${'2'.repeat(64)}, and not at `,
    );
  });

  it('is asked on a terminal as well', async () => {
    const landscape = await nexusLandscape();
    await promotedIn(landscape);
    const { folder } = await auditor(landscape);
    let printed = '';
    const print = (text: string) => {
      printed += text;
    };

    const exitCode = await run({
      argv: ['verify', '--env', 'uat', '--image', 'shop/checkout', '--digest', digest],
      cwd: folder,
      env: boundVariables(landscape),
      ...{ dockerConfig: join(folder, 'none.json'), version: '0.0.0', nodeVersion: '20.18.1' },
      ...{ runProgram, out: print, err: print },
      clock: { now: () => new Date(later.startsAt), random: () => 0.5, sleep: async () => {} },
    });

    expect(exitCode, printed).toBe(0);
    expect(printed).toMatch(/Verified: it came here by the path that the policy asks for\.\n$/);
  });

  it('binds what it reads with, and no signing key', async () => {
    const landscape = await nexusLandscape();
    const workspace = await auditor(landscape);

    const needs = await workspace.run('needs verify', 'needs', uat);

    expect((await needs.file('needs.txt'))?.split('\n')).toEqual([
      expect.stringMatching(/^usernamePassword nexus-dev /),
      expect.stringMatching(/^usernamePassword nexus-prod /),
    ]);
  });

  it('says where there is no trust that anybody could have written the records', async () => {
    const landscape = await nexusLandscape();
    const workspace = await createWorkspace(promotionYaml(landscape), boundVariables(landscape));
    await buildAccepted(landscape, workspace, image);
    await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });

    const { log } = await succeed(workspace, 'verify', 'verify', uat);

    expect(log).toContain('There is no `trust` in the policy, so whoever may push can write a');
  });
});

describeWith(['docker-registry', 'htpasswd'], 'verifyImage on Docker’s own registry', () => {
  it('says the same', async () => {
    const landscape = await dockerLandscape();
    await promotedIn(landscape);

    const { log } = await succeed(await auditor(landscape), 'verify', 'verify', uat);

    expect(log).toContain('Verified: it came here by the path that the policy asks for.\n');
  });
});
