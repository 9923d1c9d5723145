import { expect, it, onTestFinished } from 'vitest';
import { openSession } from '../../engine/http/session.ts';
import {
  finishUpload,
  hasBlob,
  mountBlob,
  openUpload,
  uploadInOneRequest,
} from '../../engine/registry/blobs.ts';
import { fetchManifest, pushManifest, resolveManifest } from '../../engine/registry/manifests.ts';
import { listReferrers } from '../../engine/registry/referrers.ts';
import { createRegistry, repositoryOf } from '../../engine/registry/repository.ts';
import { fetchBytes, pushBytes } from '../../engine/registry/small-blobs.ts';
import { findTagsWithPrefix } from '../../engine/registry/tags.ts';
import { connect } from '../http/connected.ts';
import { startDockerRegistry } from '../support/docker-registry.ts';
import { buildImage } from '../support/images/build-image.ts';
import { describeWith } from '../support/parts.ts';
import { allTags, blobOf, manifestOf } from './opened.ts';

const credentials = { username: 'jenkins', password: 'pa:ss' };

/** Debian's registry with one user, and its repositories as the engine sees them. */
async function distribution() {
  const server = await startDockerRegistry({ users: { jenkins: 'pa:ss' } });
  onTestFinished(server.close);
  const { sender, clock } = connect();
  const url = new URL(server.url);
  const session = openSession(sender, clock, { url, credentials, signInHosts: [] });
  const registry = createRegistry('docker', url, 'docker', session);
  return (name: string) => repositoryOf(registry, name);
}

describeWith(['docker-registry', 'htpasswd'], 'the registry of distribution 2.8', () => {
  it('takes an image, names what is missing, and gives it back byte for byte', async () => {
    const repository = (await distribution())('shop/checkout');
    const image = buildImage({ layersPerPlatform: 3 });
    const manifest = manifestOf(image);

    const before = await pushManifest(repository, manifest, '10');
    for (const { digest, size } of [...image.blobs].map(([digest, { length: size }]) => ({
      digest,
      size,
    }))) {
      const descriptor = { mediaType: 'application/x', digest, size };
      await pushBytes(repository, descriptor, image.blobs.get(digest) ?? Buffer.alloc(0), 'asking');
    }
    const after = await pushManifest(repository, manifest, '10');

    expect(before).toEqual({
      outcome: 'missing',
      digests: expect.arrayContaining([...image.blobs.keys()]),
    });
    expect(after).toEqual({ outcome: 'stored', keepsSubject: false });
    expect((await fetchManifest(repository, '10')).bytes).toEqual(image.root.bytes);
    expect(await resolveManifest(repository, image.root.digest)).toEqual(image.root.descriptor);
    expect(await resolveManifest(repository, '11')).toBeUndefined();
  });

  it('mounts blobs, and answers one request with a session', async () => {
    const open = await distribution();
    const [source, destination] = [open('base'), open('shop/checkout')];
    const { bytes, descriptor } = blobOf('a layer');
    const one = await uploadInOneRequest(source, descriptor, bytes);
    if (one.outcome !== 'open') throw new Error('It was to be open.');
    await finishUpload(source, one.session, descriptor, bytes);

    const mounted = await mountBlob(destination, descriptor, source);

    expect(mounted).toEqual({ outcome: 'stored' });
    expect(await fetchBytes(destination, descriptor)).toEqual(bytes);
  });

  it('keeps sha512 blobs', async () => {
    const repository = (await distribution())('app');
    const { bytes, descriptor } = blobOf('a layer', 'sha512');

    const isStored = await finishUpload(
      repository,
      await openUpload(repository),
      descriptor,
      bytes,
    );

    expect([isStored, await hasBlob(repository, descriptor)]).toEqual([true, true]);
  });

  it('lists every tag of a range, though it sorts nothing and knows no range', async () => {
    const repository = (await distribution())('app');
    const image = buildImage();
    for (const [digest, bytes] of image.blobs) {
      const descriptor = { mediaType: 'application/x', digest, size: bytes.length };
      await pushBytes(repository, descriptor, bytes, 'unasked');
    }
    const tags = ['z', 'm.2', 'a', 'm.10', 'm.1', 'M.1'];
    for (const tag of tags) await pushManifest(repository, manifestOf(image), tag);

    expect((await findTagsWithPrefix(repository, 'm.')).tags).toEqual(['m.1', 'm.10', 'm.2']);
    expect((await allTags(repository)).sort()).toEqual([...tags].sort());
    expect(await listReferrers(repository, image.root.digest)).toEqual([]);
  });

  it('turns away a wrong password in one request', async () => {
    const server = await startDockerRegistry({ users: { jenkins: 'pa:ss' } });
    onTestFinished(server.close);
    const { sender, clock } = connect();
    const url = new URL(server.url);
    const wrong = { username: 'jenkins', password: 'guess' };
    const session = openSession(sender, clock, {
      url,
      credentials: wrong,
      credentialsId: 'docker',
      signInHosts: [],
    });
    const repository = repositoryOf(createRegistry('docker', url, 'docker', session), 'app');

    await expect(openUpload(repository)).rejects.toMatchObject({
      code: 'PUSH_DENIED',
      message: expect.stringContaining(
        'with the Jenkins credential "docker" (HTTP 401, UNAUTHORIZED',
      ),
    });
  });
});
