import { describe, expect, it } from 'vitest';
import { corruptedContent } from './corrupted-content.ts';
import { headManifest500 } from './head-manifest-500.ts';
import { lyingBlobHead } from './lying-blob-head.ts';
import { manifestHeadWithoutLength } from './manifest-head-without-length.ts';
import { redirectBlobs } from './redirect-blobs.ts';
import { slowBody } from './slow-body.ts';
import { truncatedBody } from './truncated-body.ts';
import { ABSENT, blob, image, root, withBehaviour } from './with-behaviour.ts';
import { wrongContentDigest } from './wrong-content-digest.ts';

describe('faults of manifests and blobs', () => {
  it('HEAD by digest fails and by tag does not', async () => {
    const { ask } = await withBehaviour(headManifest500());

    const [byDigest, byTag] = [
      await ask('HEAD', `manifests/${root.digest}`),
      await ask('HEAD', 'manifests/1'),
    ];

    expect([byDigest.status, byTag.status]).toEqual([500, 200]);
  });

  it('HEAD of an absent blob lies', async () => {
    const { ask } = await withBehaviour(lyingBlobHead(() => 7));

    const [head, get] = [await ask('HEAD', `blobs/${ABSENT}`), await ask('GET', `blobs/${ABSENT}`)];

    expect([head.status, get.status]).toEqual([200, 404]);
    expect(head.headers.get('content-length')).toBe('7');
  });

  it('HEAD of a manifest has no length', async () => {
    const { ask } = await withBehaviour(manifestHeadWithoutLength());

    const response = await ask('HEAD', 'manifests/1');

    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBeNull();
  });

  it('the digest header is wrong', async () => {
    const { ask } = await withBehaviour(wrongContentDigest({ times: 1 }));

    const [first, second] = [await ask('GET', 'manifests/1'), await ask('GET', 'manifests/1')];

    expect(first.headers.get('docker-content-digest')).toBe(`sha256:${'0'.repeat(64)}`);
    expect(second.headers.get('docker-content-digest')).toBe(root.digest);
  });

  it('content is corrupted', async () => {
    const { ask } = await withBehaviour(corruptedContent('manifest'));

    const bytes = Buffer.from(await (await ask('GET', 'manifests/1')).arrayBuffer());

    expect(bytes.length).toBe(root.bytes.length);
    expect(bytes.equals(root.bytes)).toBe(false);
  });

  it.each(['reset', 'close'] as const)('a body ends early by %s, once', async (by) => {
    const { ask } = await withBehaviour(truncatedBody(3, by));

    const first = ask('GET', `blobs/${blob}`).then((response) => response.text());

    await expect(first).rejects.toThrow();
    expect((await ask('GET', `blobs/${blob}`)).status).toBe(200);
  });

  it('bodies trickle whole', async () => {
    const { ask } = await withBehaviour(slowBody(100, 1));

    const bytes = Buffer.from(await (await ask('GET', `blobs/${blob}`)).arrayBuffer());

    expect(bytes.equals(image.blobs.get(blob as never) ?? Buffer.alloc(0))).toBe(true);
  });

  it('downloads are redirected to an origin that notes credentials', async () => {
    const redirect = redirectBlobs();
    const { ask } = await withBehaviour(redirect);

    const response = await ask('GET', `blobs/${blob}`);
    const followed = await fetch(response.headers.get('location') ?? '', {
      headers: { authorization: 'Basic leak' },
    });

    expect([response.status, followed.status]).toEqual([307, 200]);
    expect(redirect.requests).toEqual([
      { method: 'GET', path: `/repository/dev/v2/app/blobs/${blob}`, hasAuthorization: true },
    ]);
  });
});
