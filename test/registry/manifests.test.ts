import { describe, expect, it } from 'vitest';
import { digestOf } from '../../engine/oci/digest.ts';
import { OCI_MANIFEST } from '../../engine/oci/media-types.ts';
import { fetchManifest, findManifest, resolveManifest } from '../../engine/registry/manifests.ts';
import { startPeer } from '../http/peer.ts';
import { buildImage } from '../support/images/build-image.ts';
import { seedImage } from '../support/images/seed-image.ts';
import type { Behaviour } from '../support/registry/behaviours/behaviour.ts';
import { busy } from '../support/registry/behaviours/busy.ts';
import { corruptedContent } from '../support/registry/behaviours/corrupted-content.ts';
import { headManifest500 } from '../support/registry/behaviours/head-manifest-500.ts';
import { manifestHeadWithoutLength } from '../support/registry/behaviours/manifest-head-without-length.ts';
import { truncatedBody } from '../support/registry/behaviours/truncated-body.ts';
import { wrongContentDigest } from '../support/registry/behaviours/wrong-content-digest.ts';
import { opened, openUrl } from './opened.ts';

const image = buildImage();
const { root } = image;
const ABSENT = digestOf(Buffer.from('nowhere'));

async function withImage(...behaviours: Behaviour[]) {
  const found = await opened(behaviours);
  seedImage(found.server.store, 'dev', 'app', image, ['1']);
  return found;
}

describe('resolving', () => {
  it('a digest takes one HEAD', async () => {
    const { repository, log } = await withImage();

    expect(await resolveManifest(repository, root.digest)).toEqual(root.descriptor);
    expect(log()).toEqual([`HEAD /v2/app/manifests/${root.digest} 200`]);
  });

  it('a tag takes one GET, and hashes what came', async () => {
    const { repository, log } = await withImage();

    expect(await resolveManifest(repository, '1')).toEqual(root.descriptor);
    expect(log()).toEqual(['GET /v2/app/manifests/1 200']);
  });

  it.each([
    ['HEAD by digest fails, as in Nexus 3.96.0', headManifest500()],
    ['the length is not said', manifestHeadWithoutLength()],
  ])('a digest asks by GET where %s', async (_, behaviour) => {
    const { repository, log } = await withImage(behaviour);

    expect(await resolveManifest(repository, root.digest)).toEqual(root.descriptor);
    expect(log().map((line) => line.split(' ', 1)[0])).toEqual(['HEAD', 'GET']);
  });

  it('a tag is not misled by a wrong Docker-Content-Digest', async () => {
    const { repository } = await withImage(wrongContentDigest());

    expect((await resolveManifest(repository, '1'))?.digest).toBe(root.digest);
  });

  it.each(['2', ABSENT])('%s that is not there is undefined', async (reference) => {
    const { repository } = await withImage();

    expect(await resolveManifest(repository, reference)).toBeUndefined();
  });

  it.each([401, 403, 410])('never takes %i for absence', async (status) => {
    const peer = await startPeer(() => ({ status }));

    for (const reference of ['1', ABSENT]) {
      await expect(resolveManifest(openUrl(peer.url), reference)).rejects.toThrow(/refused/);
    }
  });

  it('a page of a sign-in proxy is no manifest', async () => {
    const peer = await startPeer(() => ({
      headers: { 'content-type': 'text/html' },
      body: '<html>Please sign in</html>',
    }));

    await expect(resolveManifest(openUrl(peer.url), ABSENT)).rejects.toMatchObject({
      code: 'CONTENT_DIFFERS',
    });
    await expect(resolveManifest(openUrl(peer.url), '1')).rejects.toMatchObject({
      code: 'INVALID_MANIFEST',
    });
  });
});

describe('reading', () => {
  it('asks for all four types, so that no registry converts', async () => {
    const { repository, server } = await withImage();

    await fetchManifest(repository, '1');

    expect(server.requests[0]?.headers.accept).toBe(
      'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json',
    );
  });

  it('a digest gets over content that was damaged on the way', async () => {
    const { repository } = await withImage(corruptedContent('manifest', { times: 2 }));

    expect((await fetchManifest(repository, root.digest)).bytes).toEqual(root.bytes);
  });

  it('a tag gets over content that was damaged on the way, by the digest that came with it', async () => {
    const { repository } = await withImage(corruptedContent('manifest', { times: 1 }));

    expect((await fetchManifest(repository, '1')).bytes).toEqual(root.bytes);
  });

  it('a digest is refused when what comes is never it', async () => {
    const { repository, log } = await withImage(corruptedContent('manifest'));

    await expect(fetchManifest(repository, root.digest)).rejects.toMatchObject({
      code: 'CONTENT_DIFFERS',
      kind: 'content',
      message: expect.stringContaining(
        `other content than we asked for: ${root.digest}, but what came is sha256:`,
      ),
    });
    expect(log().length).toBe(5);
  });

  it('gets over a busy registry and a cut connection', async () => {
    const { repository } = await withImage(busy(503), truncatedBody(10, 'reset'), busy(429));

    expect((await fetchManifest(repository, root.digest)).bytes).toEqual(root.bytes);
  });

  it('compares the type and size of the descriptor that led there', async () => {
    const { repository } = await withImage();
    const { digest } = root;

    const wrongType = fetchManifest(repository, digest, { ...root.descriptor, mediaType: 'x/y' });
    const wrongSize = fetchManifest(repository, digest, { ...root.descriptor, size: 7 });

    await expect(wrongType).rejects.toThrow(`${digest} as x/y, but what came is ${OCI_MANIFEST}`);
    await expect(wrongSize).rejects.toThrow(`${digest} with 7 bytes, but what came is`);
  });

  it('refuses more than 4 MiB', async () => {
    const peer = await startPeer(() => ({ body: ' '.repeat(4 * 1024 * 1024 + 1) }));

    await expect(findManifest(openUrl(peer.url), '1')).rejects.toMatchObject({
      code: 'CONTENT_DIFFERS',
      message: expect.stringContaining('larger than 4194304 bytes'),
    });
  });

  it('an image by its sha512 hashes by sha512', async () => {
    const { repository, server } = await opened();
    const digest = digestOf(root.bytes, 'sha512');
    server.store.putManifest('dev', 'app', root.bytes, root.mediaType, digest);

    expect((await fetchManifest(repository, digest)).descriptor.digest).toBe(digest);
  });

  it('what is not there says where it was looked for', async () => {
    const { repository } = await withImage();

    await expect(fetchManifest(repository, '2')).rejects.toMatchObject({
      code: 'MANIFEST_ABSENT',
      kind: 'absent',
      message: `2 is not in ${repository.label} (HTTP 404).`,
    });
  });
});
