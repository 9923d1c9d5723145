import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import type { BuiltImage } from '../support/images/built-image.ts';
import { createWorkspace, type Workspace } from '../support/promotion-run.ts';
import { failure } from '../support/registry/answer.ts';
import { tagsOf } from './contents.ts';
import {
  boundVariables,
  type NexusLandscape,
  nexusLandscape,
  promotionYaml,
  push,
  steady,
} from './landscape.ts';
import { promote, succeed } from './steps.ts';

const NAMES = ['shop/checkout', 'shop/cart', 'shop/search'] as const;
const IMAGES = NAMES.map((name) => buildImage({ seed: name, sharedLayers: 1, sharedSeed: 'base' }));
const ENVIRONMENTS = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: 'prod/{image}', tags: ['{build}', latest-qa] }
`;

describe('a release set', () => {
  it('is promoted as one: all content before any tag, and what images share moves once', async () => {
    const { landscape, workspace } = await built();
    landscape.prodServer.clearRequests();

    await promote(workspace, 'qa');

    const writes = landscape.prodServer.requests.filter(({ method }) => method === 'PUT');
    const isTag = (path: string) => /\/manifests\/(10|latest-qa)$/.test(path);
    const firstTag = writes.findIndex(({ path }) => isTag(path));
    expect(firstTag).toBeGreaterThan(0);
    expect(writes.slice(firstTag).every(({ path }) => isTag(path))).toBe(true);
    expect(await digestsIn(landscape)).toEqual(IMAGES.map(({ root }) => tagged(root.digest)));
  });

  it('is refused as a whole for one image, before anything is written', async () => {
    const { landscape, workspace } = await built();
    await succeed(workspace, 'verdict', 'verdict', {
      options: { image: 'shop/cart', is: 'rejected', reason: 'totals are wrong', by: 'carol' },
    });
    landscape.prodServer.clearRequests();

    const { exitCode, file } = await workspace.run('plan', 'promote-qa', {
      options: { env: 'qa' },
    });

    expect(exitCode).toBe(20);
    expect(steady((await file('message.txt')) ?? '', landscape, IMAGES)).toMatchInlineSnapshot(`
      "shop/cart sha256:222222222222 is not promoted to qa, for 1 reason:
      - Rejected by carol on 2026-11-21 10:04 UTC: totals are wrong. See
        https://jenkins.example.com/job/shop/10/
        -> Promote another build, or have the verdict set anew once the reason is gone.
      Nothing was copied and no tag was moved, of the other 2 of the set neither."
    `);
    expect(
      landscape.prodServer.requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD'),
    ).toEqual([]);
  });

  it('shows no tag when one image cannot be copied', async () => {
    const { landscape, workspace } = await built();
    await succeed(workspace, 'plan', 'promote-qa', { options: { env: 'qa' } });
    const [, cart] = IMAGES;
    const layer = [...(cart?.blobs.keys() ?? [])].at(-1) ?? '';
    landscape.devServer.store.deleteBlob('docker-dev', layer);

    const { exitCode } = await workspace.run('promote', 'promote-qa', { options: { env: 'qa' } });

    expect(exitCode).toBe(66);
    expect(await digestsIn(landscape)).toEqual([{}, {}, {}]);
  });

  it('says which tags moved when it breaks off between them, and finishes when it is run again', async () => {
    const { landscape, workspace } = await built();
    await succeed(workspace, 'plan', 'promote-qa', { options: { env: 'qa' } });
    const isRefused = { now: true };
    landscape.prodServer.use({
      answer: ({ method, path }) =>
        isRefused.now && method === 'PUT' && path.endsWith('/shop/search/manifests/10')
          ? failure(403, 'DENIED', 'access to the requested resource is not authorized', '')
          : undefined,
    });

    const broken = await workspace.run('promote', 'promote-qa', { options: { env: 'qa' } });
    const message = steady((await broken.file('message.txt')) ?? '', landscape, IMAGES);
    isRefused.now = false;
    await succeed(workspace, 'promote', 'promote-qa', { options: { env: 'qa' } });

    expect(broken.exitCode).toBe(77);
    expect(message).toMatchInlineSnapshot(`
      "Of 6 tags 2 moved (prod.example.com/shop/checkout:10, prod.example.com/shop/cart:10) and 4 did not (prod.example.com/shop/search:10, prod.example.com/shop/checkout:latest-qa, prod.example.com/shop/cart:latest-qa, prod.example.com/shop/search:latest-qa): The registry refused to let us store 10 in prod.example.com/shop/search with the Jenkins credential "nexus-prod" (HTTP 403, DENIED: access to the requested resource is not authorized:).
      Give its user the privileges read, add and edit on this repository (Nexus: nx-repository-view-docker-<repository>-…). To finish, run this stage again: what moved stays. To undo, put the tags back: prod.example.com/shop/checkout:10 was not there; prod.example.com/shop/cart:10 was not there."
    `);
    expect(await digestsIn(landscape)).toEqual(IMAGES.map(({ root }) => tagged(root.digest)));
  });

  it('may be named in a file, with tags and digests', async () => {
    const { landscape, workspace } = await built();
    const [checkout, cart] = IMAGES;
    await workspace.write(
      'release.txt',
      `# of today\nshop/checkout:10\n\nshop/cart@${cart?.root.digest}\n`,
    );

    await promote(workspace, 'qa', { options: { set: 'release.txt' } });

    expect(await digestsIn(landscape)).toEqual([
      tagged(checkout?.root.digest),
      tagged(cart?.root.digest),
      {},
    ]);
  });

  it.each([
    ['', 'it names no image'],
    ['shop/checkout\nshop//cart\nx:y:z\n', 'line 2, line 3 is no image'],
    ['shop/cart\nshop/cart:10\n', 'it names shop/cart twice'],
  ])('is not taken from a file that cannot be meant: %j', async (text, why) => {
    const workspace = await createWorkspace(promotionYaml(await nexusLandscape(), ENVIRONMENTS));
    await workspace.write('release.txt', text);

    const { exitCode, log } = await workspace.run('plan', 'promote-qa', {
      options: { env: 'qa', set: 'release.txt' },
    });

    expect(exitCode).toBe(64);
    expect(log).toContain(`The list of the release set release.txt cannot be used: ${why}.`);
  });

  it('is of several images, so a step about one says which', async () => {
    const { workspace } = await built();

    const verdict = await workspace.run('verdict', 'verdict', { options: { is: 'accepted' } });
    const digest = await workspace.run('plan', 'promote-qa', {
      options: { env: 'qa', digest: IMAGES[0]?.root.digest ?? '' },
    });

    expect(verdict.log).toContain('imageVerdict is about one image, and promotion.yaml names 3.');
    expect(digest.log).toContain('`digest` names one image, and this promotion is of several.');
  });
});

/** Three images, pushed and recorded by one build. */
async function built(): Promise<{ landscape: NexusLandscape; workspace: Workspace }> {
  const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
  const yaml = promotionYaml(landscape, ENVIRONMENTS).replace(
    'image: shop/checkout',
    `images: [${NAMES.join(', ')}]`,
  );
  const workspace = await createWorkspace(yaml, boundVariables(landscape));
  for (const [i, name] of NAMES.entries()) {
    const image = IMAGES[i] as BuiltImage;
    await push(landscape.dev, image, ['10'], name);
    await succeed(workspace, 'record', `record-${i}`, {
      options: { image: name, digest: image.root.digest },
    });
  }
  return { landscape, workspace };
}

function digestsIn({ prod }: NexusLandscape) {
  return Promise.all(NAMES.map((name) => tagsOf(prod, name)));
}

function tagged(digest: string | undefined) {
  return { 10: digest, 'latest-qa': digest };
}
