import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { nexusLandscape, steady, workspaceIn } from './landscape.ts';
import { approvedBy, build, buildAccepted, buildInQa, promote, succeed } from './steps.ts';

const image = buildImage();
const EVERYTHING = { displayName: true, junit: true, publish: true, badge: 'true', keep: true };
const PAGE = 'https://jenkins.example.com/job/shop/10/artifact/.promote-image/promote-uat/report/';

describe('promoteImage', () => {
  it('says what a refusal makes of the build, before it reaches for anything', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);

    const told = async (options: object) => {
      const needs = await workspace.run('needs promote', 'promote-uat', {
        options: { env: 'uat', ...options },
      });
      return [needs.exitCode, await needs.file('refusal.txt')];
    };

    expect(await told({})).toEqual([0, undefined]);
    expect(await told({ result: 'FAILURE' })).toEqual([0, undefined]);
    expect(await told({ result: 'UNSTABLE' })).toEqual([0, 'UNSTABLE']);
    expect(await told({ result: 'NOT_BUILT' })).toEqual([0, 'NOT_BUILT']);
  });

  it.each([
    [
      { result: 'unstabel' },
      "`result` is `unstabel`, and has to be one of: FAILURE, UNSTABLE, NOT_BUILT.\nWrite result: 'UNSTABLE'.",
    ],
    [
      { milestone: 'maybe' },
      'The option `milestone` of promoteImage is "maybe", which is neither true nor false.\nWrite promoteImage(milestone: true).',
    ],
    [
      { lock: ['uat'] },
      'The option `lock` of promoteImage is ["uat"], which is neither true, nor false, nor a name.\nWrite promoteImage(lock: true).',
    ],
  ])('refuses %j', async (options, sentences) => {
    const workspace = await workspaceIn(await nexusLandscape());

    const needs = await workspace.run('needs promote', 'promote-uat', {
      options: { env: 'uat', ...options },
    });

    expect(needs.exitCode).toBe(64);
    expect(await needs.file('message.txt')).toBe(sentences);
  });

  it.each([
    [{ lock: true }, 'promote-image-qa', undefined],
    [{ lock: 'qa hosts' }, 'qa hosts', undefined],
    [{ milestone: true }, undefined, 'qa'],
    [{ lock: true, milestone: true }, 'promote-image-qa', 'qa'],
  ])('waits for its turn with %j', async (options, lock, milestone) => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await build(landscape, workspace, image);

    const plan = await succeed(workspace, 'plan', 'promote-qa', {
      options: { env: 'qa', ...options },
    });

    expect(await plan.file('next.txt')).toBe('wait');
    expect(await plan.file('lock.txt')).toBe(lock);
    expect(await plan.file('milestone.txt')).toBe(milestone);
    expect(await plan.file('show.txt')).toBeUndefined();
  });

  it('passes its milestone in every build alike, and waits for no lock with nothing to do', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildInQa(landscape, workspace, image);

    const next = async (runName: string, options: object) => {
      const plan = await succeed(workspace, 'plan', runName, {
        options: { env: 'qa', ...options },
      });
      return plan.file('next.txt');
    };

    expect(await next('locked', { lock: true })).toBe('done');
    expect(await next('marked', { milestone: true })).toBe('wait');
    expect(await next('neither', { lock: false, milestone: 'false' })).toBe('done');
  });

  it('asks before it waits, and passes no second milestone when it promotes', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);
    const options = { env: 'uat', lock: 'uat', milestone: true };

    const plan = await succeed(workspace, 'plan', 'promote-uat', { options });
    const planned = [await plan.file('next.txt'), await plan.file('milestone.txt')];
    const promoted = await succeed(workspace, 'promote', 'promote-uat', {
      options,
      approvals: [approvedBy('bob')],
    });

    expect(planned).toEqual(['approve', 'uat']);
    expect(await promoted.file('milestone.txt')).toBeUndefined();
    expect(await promoted.file('lock.txt')).toBe('uat');
  });

  it('shows that it promoted', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);

    const { file } = await promote(workspace, 'uat', {
      options: EVERYTHING,
      approvals: [approvedBy('bob')],
    });

    expect(steady((await file('show.txt')) ?? '', landscape, [image])).toMatchInlineSnapshot(`
      "description uat: shop/checkout build 10 (sha256:111111111111)
      displayName #10 checkout:10 → uat
      keepLog
      addInfoBadge uat: shop/checkout build 10 (sha256:111111111111)
      junit gates.xml
      publishHTML Promotion of shop/checkout to uat"
    `);
  });

  it('shows that there was nothing to do, and keeps no build for it', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildInQa(landscape, workspace, image);

    const { file } = await succeed(workspace, 'plan', 'promote-qa', {
      options: { env: 'qa', ...EVERYTHING },
    });

    expect(steady((await file('show.txt')) ?? '', landscape, [image])).toMatchInlineSnapshot(`
      "description qa: shop/checkout build 10 (sha256:111111111111), there already
      displayName #10 checkout:10 → qa
      addInfoBadge qa: shop/checkout build 10 (sha256:111111111111), there already
      junit gates.xml
      publishHTML Promotion of shop/checkout to qa"
    `);
  });

  it('shows a dry run as one, without a badge', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);

    const { file } = await succeed(workspace, 'plan', 'promote-uat', {
      options: { env: 'uat', dryRun: true, badge: true, displayName: true, keep: true },
    });

    expect(steady((await file('show.txt')) ?? '', landscape, [image])).toBe(
      'description uat: dry run of shop/checkout build 10 (sha256:111111111111)',
    );
  });

  it('shows what refused it', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildInQa(landscape, workspace, image);

    const { exitCode, file } = await workspace.run('plan', 'promote-uat', {
      options: { env: 'uat', ...EVERYTHING },
    });

    expect(exitCode).toBe(20);
    expect(steady((await file('show.txt')) ?? '', landscape, [image])).toMatchInlineSnapshot(`
      "description uat: refused shop/checkout build 10 (sha256:111111111111), by verdict
      addWarningBadge uat: refused shop/checkout build 10 (sha256:111111111111), by verdict
      junit gates.xml
      publishHTML Promotion of shop/checkout to uat"
    `);
  });

  it('shows who rejected it', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);
    const options = { env: 'uat' };
    await succeed(workspace, 'plan', 'promote-uat', { options });

    const { exitCode, file } = await workspace.run('promote', 'promote-uat', {
      options,
      approvals: [{ ...approvedBy('bob', 'Not before Monday'), DECISION: 'reject' }],
    });

    expect(exitCode).toBe(20);
    expect(steady((await file('show.txt')) ?? '', landscape, [image])).toMatchInlineSnapshot(
      `"description uat: refused shop/checkout build 10 (sha256:111111111111), rejected by bob"`,
    );
  });

  it('names its page in the log, and to those who approve', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);

    const { log, file } = await succeed(workspace, 'plan', 'promote-uat', {
      options: { env: 'uat' },
      jenkins: { pageUrl: `${PAGE}index.html` },
    });

    expect(log).toContain(`\n  Page    ${PAGE}index.html\n`);
    expect((await file('approval.txt'))?.split('\n').at(-1)).toBe(`Page: ${PAGE}index.html`);
  });
});
