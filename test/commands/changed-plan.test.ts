import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { allTags } from './contents.ts';
import {
  nexusLandscape,
  promotionYaml,
  steady,
  USUAL_ENVIRONMENTS,
  workspaceIn,
} from './landscape.ts';
import { approvedBy, buildAccepted, succeed } from './steps.ts';

const image = buildImage();
const other = buildImage({ seed: 'other' });

describe('a plan that was approved', () => {
  it.each([
    [
      'the template of a tag',
      "'{build}-uat'",
      "'release-{build}'",
      'the destination was prod.example.com/shop/checkout as 10-uat and is now prod.example.com/shop/checkout as release-10; the policy in promotion.yaml was ',
    ],
    [
      'a gate',
      'gates: [{ kind: verdict }]',
      'gates: []',
      'the list of gates was verdict and is now empty; the policy in promotion.yaml was ',
    ],
    [
      'the approvers',
      'submitters: [uat-leads]',
      'submitters: [uat-leads, alice]',
      'the list of approvers was uat-leads and is now uat-leads, alice; the policy in promotion.yaml was ',
    ],
    [
      'something else of the policy',
      'notBy: [requester]',
      'notBy: []',
      'the policy in promotion.yaml was ',
    ],
  ])('is asked for again after %s was edited', async (_, before, after, change) => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);
    const uat = { options: { env: 'uat' } };
    await succeed(workspace, 'plan', 'promote-uat', uat);
    const tags = await allTags(landscape);
    const edited = USUAL_ENVIRONMENTS.replace(before, after);
    await workspace.write('promotion.yaml', promotionYaml(landscape, edited));

    const promoted = await workspace.run('promote', 'promote-uat', {
      ...uat,
      approvals: [approvedBy('bob')],
    });

    expect(promoted.exitCode, promoted.log).toBe(0);
    expect(await promoted.file('next.txt')).toBe('approve');
    expect(steady((await promoted.file('approval.txt')) ?? '', landscape)).toContain(
      `Asked again, since ${change}`,
    );
    expect(await allTags(landscape)).toEqual(tags);

    await succeed(workspace, 'promote', 'promote-uat', {
      ...uat,
      approvals: [approvedBy('bob')],
    });
    expect((await allTags(landscape))['prod shop/checkout']).toBeDefined();
  });

  it('is asked for again after the tag that it moves was moved to another image', async () => {
    const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
    const environments = USUAL_ENVIRONMENTS.replace("['{build}-uat']", "['{build}-uat', latest]");
    const workspace = await workspaceIn(landscape, environments);
    await buildAccepted(landscape, workspace, image, '10');
    await buildAccepted(landscape, workspace, other, '11');
    const uat = (fromBuild: string) => ({ options: { env: 'uat', fromBuild } });
    const yes = { approvals: [approvedBy('bob')] };
    await succeed(workspace, 'plan', 'promote-uat', uat('10'));
    await succeed(workspace, 'plan', 'promote-uat.11', uat('11'));
    await succeed(workspace, 'promote', 'promote-uat.11', { ...uat('11'), ...yes });

    const promoted = await succeed(workspace, 'promote', 'promote-uat', { ...uat('10'), ...yes });

    expect(await promoted.file('next.txt')).toBe('approve');
    const question = await promoted.file('approval.txt');
    expect(steady(question ?? '', landscape, [image, other]).split('\n\n')[0]).toBe(
      `Asked again, since tag prod.example.com/shop/checkout:latest was absent and is now sha256:${'2'.repeat(64)}.`,
    );
    const again = await succeed(workspace, 'promote', 'promote-uat', { ...uat('10'), ...yes });
    expect(again.log).toContain('Approved by bob.');
    expect((await allTags(landscape))['prod shop/checkout']?.['latest']).toBe(image.root.digest);
  });

  it('is not carried out once it needs no approval any more', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);
    const uat = { options: { env: 'uat' } };
    await succeed(workspace, 'plan', 'promote-uat', uat);
    const edited = USUAL_ENVIRONMENTS.replace(/ {4}approval: .*\n$/, '');
    await workspace.write('promotion.yaml', promotionYaml(landscape, edited));

    const promoted = await workspace.run('promote', 'promote-uat', {
      ...uat,
      approvals: [approvedBy('bob')],
    });

    expect(promoted.exitCode).toBe(20);
    expect(promoted.log).toContain('The promotion to uat is not what was planned any more: ');
    expect((await allTags(landscape))['prod shop/checkout']).toBeUndefined();
  });

  it('does not count for another image, which is asked for on its own', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image, '10');
    await buildAccepted(landscape, workspace, other, '11');
    const uat = (fromBuild: string) => ({ options: { env: 'uat', fromBuild } });
    await succeed(workspace, 'plan', 'promote-uat', uat('10'));

    const promoted = await workspace.run('promote', 'promote-uat', {
      ...uat('11'),
      approvals: [approvedBy('bob')],
    });

    expect(await promoted.file('next.txt')).toBe('approve');
    expect(
      steady((await promoted.file('approval.txt')) ?? '', landscape, [image, other]).split(
        '\n\n',
      )[0],
    ).toBe(
      `Asked again, since the candidate was sha256:${'1'.repeat(64)} and is now sha256:${'2'.repeat(64)}; the destination was prod.example.com/shop/checkout as 10-uat and is now prod.example.com/shop/checkout as 11-uat.`,
    );
    expect((await allTags(landscape))['prod shop/checkout']).toBeUndefined();
  });

  it('is carried out after a comment of promotion.yaml was edited', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);
    const uat = { options: { env: 'uat' } };
    await succeed(workspace, 'plan', 'promote-uat', uat);
    await workspace.write('promotion.yaml', `# by the platform team\n${promotionYaml(landscape)}`);

    await succeed(workspace, 'promote', 'promote-uat', { ...uat, approvals: [approvedBy('bob')] });

    expect((await allTags(landscape))['prod shop/checkout']).toEqual({
      '10-uat': image.root.digest,
    });
  });

  it('is not carried out when it cannot be read any more', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);
    await workspace.write('.promote-image/promote-uat/plan.json', '{"version":1');

    const promoted = await workspace.run('promote', 'promote-uat', {
      options: { env: 'uat' },
      approvals: [approvedBy('bob')],
    });

    expect(promoted.exitCode).toBe(64);
    expect((await allTags(landscape))['prod shop/checkout']).toBeUndefined();
  });

  it('is refused after the image was rejected meanwhile', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);
    const uat = { options: { env: 'uat' } };
    await succeed(workspace, 'plan', 'promote-uat', uat);
    await succeed(workspace, 'verdict', 'verdict', {
      options: { is: 'revoked', reason: 'CVE-2026-1' },
    });

    const promoted = await workspace.run('promote', 'promote-uat', {
      ...uat,
      approvals: [approvedBy('bob')],
    });

    expect(promoted.exitCode).toBe(20);
    expect(
      steady((await promoted.file('message.txt')) ?? '', landscape, [image]),
    ).toMatchInlineSnapshot(`
      "shop/checkout sha256:111111111111 is not promoted to uat, for 1 reason:
      - Revoked by alice on 2026-11-21 10:06 UTC: CVE-2026-1. See https://jenkins.example.com/job/shop/10/
        -> A revoked image does not come back: build a new one.
      Nothing was copied and no tag was moved."
    `);
    expect((await allTags(landscape))['prod shop/checkout']).toBeUndefined();
  });
});
