import { describe, expect, it } from 'vitest';
import { recordTag } from '../../engine/evidence/record-tag.ts';
import { buildArtifact } from '../support/images/build-artifact.ts';
import { buildImage } from '../support/images/build-image.ts';
import { allTags, recordsOf } from './contents.ts';
import { nexusLandscape, push, steady, workspaceIn } from './landscape.ts';
import { approvedBy, buildAccepted, buildInQa, promote, succeed, unwrapped } from './steps.ts';

const image = buildImage();
const { digest, descriptor } = image.root;
const uat = { options: { env: 'uat' } };

describe('a verdict', () => {
  it('goes wherever the image is, and nowhere else', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildInQa(landscape, workspace, image);

    const set = await succeed(workspace, 'verdict', 'verdict', {
      options: { is: 'accepted', reason: 'all green' },
      jenkins: { requester: 'carol' },
    });

    expect(JSON.parse((await set.file('result.json')) ?? '')).toMatchObject({
      outcome: 'verdict',
      is: 'accepted',
      by: 'carol',
      reason: 'all green',
    });
    expect(await recordsOf(landscape.dev)).toContain('verdict-accepted');
    expect(await recordsOf(landscape.dev, 'shop/checkout-qa')).toContain('verdict-accepted');
    expect(await recordsOf(landscape.prod)).toEqual([]);
  });

  it.each([
    ['30d', '2026-12-21T10:0'],
    ['2026-12-31', '2026-12-31T23:59:59.999Z'],
  ])('ends after %s', async (until, end) => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildInQa(landscape, workspace, image);

    const set = await succeed(workspace, 'verdict', 'verdict', {
      options: { is: 'accepted', until },
    });

    expect(JSON.parse((await set.file('result.json')) ?? '').until).toContain(end);
  });

  it.each(['yesterday', '2026-02-30', '2026-11-20'])('does not end at %s', async (until) => {
    const workspace = await workspaceIn(await nexusLandscape());

    const set = await workspace.run('verdict', 'verdict', { options: { is: 'accepted', until } });

    expect(set.exitCode).toBe(64);
    expect(set.log).toContain(`\`until: '${until}'\` is no time to come.`);
  });

  it('counts where it was set at the destination alone', async () => {
    const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);
    await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });
    await succeed(workspace, 'verdict', 'verdict', {
      options: { env: 'uat', is: 'revoked', reason: 'CVE-2026-1' },
    });

    const plan = await workspace.run('plan', 'promote-uat', uat);

    expect(plan.exitCode).toBe(20);
    expect(plan.log).toContain('Revoked by alice on 2026-11-21 10:07 UTC: CVE-2026-1.');
  });

  it('counts against the image even when it is damaged', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);
    const damaged = buildArtifact({
      artifactType: 'application/vnd.in-toto+json',
      content: '{',
      subject: descriptor,
    });
    const tag = recordTag(digest, new Date('2026-11-21T10:03:00Z'), 'verdict-revoked', '0123abcd');
    await push(landscape.dev, damaged, [tag], 'shop/checkout-qa');

    const plan = await workspace.run('plan', 'promote-uat', uat);

    expect(plan.exitCode).toBe(20);
    expect(
      steady((await plan.file('message.txt')) ?? '', landscape, [image]),
    ).toMatchInlineSnapshot(`
      "shop/checkout sha256:111111111111 is not promoted to uat, for 1 reason:
      - A tag says that this image was revoked.
        dev.example.com/shop/checkout-qa:sha256-1111111111111111111111111111111111111111111111111111111111111111.20261121T100300Z.verdict-revoked-0123abcd
        is not believed: it is not a JSON object.
        -> Find out who wrote it and what was meant. When the image is good after all, delete that tag.
      Nothing was copied and no tag was moved."
    `);
    expect((await allTags(landscape))['prod shop/checkout']).toBeUndefined();
  });

  it('that was forged for another image is noted, and decides nothing', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildInQa(landscape, workspace, image);
    const forged = buildArtifact({
      artifactType: 'application/vnd.in-toto+json',
      content: JSON.stringify({
        _type: 'https://in-toto.io/Statement/v1',
        subject: [{ name: 'x', digest: { sha256: 'b'.repeat(64) } }],
        predicateType: 'https://promote-image.github.io/verdict/v0.1',
        predicate: { at: '2026-11-21T10:03:00Z', by: 'mallory', is: 'accepted' },
      }),
    });
    const tag = recordTag(digest, new Date('2026-11-21T10:03:00Z'), 'verdict-accepted', '0123abcd');
    await push(landscape.dev, forged, [tag], 'shop/checkout-qa');

    const plan = await workspace.run('plan', 'promote-uat', uat);

    expect(plan.exitCode).toBe(20);
    expect(await plan.file('message.txt')).toContain(
      '- Gate verdict: Nobody has given a verdict on this image.',
    );
    expect(unwrapped((await plan.file('message.txt')) ?? '')).toMatch(
      /^Note: \S+ is not believed: it is not about sha256:/m,
    );
  });
});
