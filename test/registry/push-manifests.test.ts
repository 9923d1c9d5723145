import { describe, expect, it } from 'vitest';
import { pushManifest } from '../../engine/registry/manifests.ts';
import { startPeer } from '../http/peer.ts';
import { buildArtifact } from '../support/images/build-artifact.ts';
import { buildImage } from '../support/images/build-image.ts';
import { seedImage } from '../support/images/seed-image.ts';
import { failure } from '../support/registry/answer.ts';
import type { Behaviour } from '../support/registry/behaviours/behaviour.ts';
import { groupRepository } from '../support/registry/behaviours/group-repository.ts';
import { proxyBodyLimit } from '../support/registry/behaviours/proxy-body-limit.ts';
import { readOnlyMode } from '../support/registry/behaviours/read-only-mode.ts';
import { redeployWording } from '../support/registry/behaviours/redeploy-wording.ts';
import { referrersApi } from '../support/registry/behaviours/referrers-api.ts';
import { refusesArtifacts } from '../support/registry/behaviours/refuses-artifacts.ts';
import { sameDigestNewTagRefused } from '../support/registry/behaviours/same-digest-new-tag-refused.ts';
import type { WritePolicy } from '../support/registry/write-policy.ts';
import { manifestOf, opened, openUrl } from './opened.ts';

const image = buildImage({ layersPerPlatform: 2 });
const next = buildImage({ seed: 'next' });
const { root } = image;
const SUBJECT = root.descriptor;

async function withImage(
  behaviours: readonly Behaviour[] = [],
  writePolicy: WritePolicy = 'ALLOW',
) {
  const found = await opened(behaviours, { repositories: { dev: { writePolicy }, other: {} } });
  seedImage(found.server.store, 'dev', 'app', image, ['1']);
  for (const [digest, bytes] of next.blobs) found.server.store.putBlob('dev', digest, bytes);
  return found;
}

/** Refuses every push of a manifest, in these words. */
const refusing = (status: number, code: string, message: string): Behaviour => ({
  answer: ({ method, route }) =>
    method === 'PUT' && route.kind === 'manifest' ? failure(status, code, message) : undefined,
});

describe('pushing a manifest', () => {
  it('sends the bytes that were fetched, under their own type and length', async () => {
    const { repository, server } = await withImage();

    const pushed = await pushManifest(repository, manifestOf(image), '2');

    expect(pushed).toEqual({ outcome: 'stored', keepsSubject: false });
    expect(server.store.manifest('dev', 'app', '2')?.bytes).toEqual(root.bytes);
    expect(server.requests[0]?.headers).toMatchObject({
      'content-type': root.mediaType,
      'content-length': String(root.bytes.length),
    });
  });

  it('tells whether the registry keeps track of the subject', async () => {
    const { repository, server } = await withImage([referrersApi()]);
    const artifact = buildArtifact({ artifactType: 'x/y', content: 'z', subject: SUBJECT });
    seedImage(server.store, 'dev', 'app', artifact);

    const pushed = await pushManifest(repository, manifestOf(artifact), artifact.root.digest);

    expect(pushed).toEqual({ outcome: 'stored', keepsSubject: true });
  });

  it('names the blob that Nexus says is unknown', async () => {
    const { repository, server } = await withImage();
    const [missing = ''] = image.blobs.keys();
    server.store.deleteBlob('dev', missing);

    const pushed = await pushManifest(repository, manifestOf(image), '2');

    expect(pushed).toEqual({ outcome: 'missing', digests: [missing] });
    expect(repository.registry.traits.namesMissing).toBe(true);
  });

  it.each([
    [404, 'MANIFEST_BLOB_UNKNOWN', 'blob unknown to registry'],
    [400, 'BLOB_UNKNOWN', ''],
    [422, 'UNKNOWN', 'unknown blob'],
    [400, 'MANIFEST_INVALID', 'manifest unknown'],
  ])('takes all blobs for missing where %i %s names none', async (status, code, message) => {
    const { repository } = await withImage([refusing(status, code, message)]);

    const pushed = await pushManifest(repository, manifestOf(image), '2');

    expect(pushed).toEqual({ outcome: 'missing', digests: [...image.blobs.keys()] });
    expect(repository.registry.traits.namesMissing).toBe(false);
  });
});

const WORDINGS: readonly (readonly [string, readonly Behaviour[]])[] = [
  ['"does not allow updating assets", 400', []],
  ['"cannot be updated as asset already exists", 400', [redeployWording(400)]],
  ['"cannot be updated as asset already exists", 409', [redeployWording(409)]],
  ['TAG_IMMUTABLE, 409', [refusing(409, 'TAG_IMMUTABLE', 'no')]],
  ['"immutable", 403', [refusing(403, 'DENIED', 'tag is immutable')]],
];

describe.each(WORDINGS)('where a redeploy is refused with %s', (_, behaviours) => {
  it('a tag that is at this digest already is a success', async () => {
    const { repository } = await withImage(behaviours, 'ALLOW_ONCE');

    expect(await pushManifest(repository, manifestOf(image), '1')).toMatchObject({
      outcome: 'stored',
    });
  });

  it('a tag at another digest is told with that digest', async () => {
    const { repository } = await withImage(behaviours, 'ALLOW_ONCE');

    await expect(pushManifest(repository, manifestOf(next), '1')).rejects.toMatchObject({
      code: 'TAG_IMMUTABLE',
      kind: 'refused',
      message: expect.stringContaining(
        `does not let tag 1 of ${repository.label} be moved: it is at ${root.digest} (HTTP 4`,
      ),
    });
  });
});

describe('a push that is refused', () => {
  it('by an older Nexus, which takes no second tag, says that', async () => {
    const { repository } = await withImage([sameDigestNewTagRefused('dev')], 'ALLOW_ONCE');

    await expect(pushManifest(repository, manifestOf(image), '2')).rejects.toMatchObject({
      code: 'NEW_TAG_REFUSED',
      message: `The registry does not let ${repository.label} have a new 2 (HTTP 400, BLOB_UPLOAD_INVALID: blob upload invalid: Repository does not allow updating assets: dev).`,
      remedy: expect.stringContaining('take no second tag on an image under "Disable redeploy"'),
    });
  });

  it('by a read-only repository says where that is set', async () => {
    const { repository } = await withImage([], 'DENY');

    await expect(pushManifest(repository, manifestOf(image), '2')).rejects.toMatchObject({
      code: 'READ_ONLY',
      kind: 'denied',
      message: `${repository.label} takes no pushes (HTTP 400, BLOB_UPLOAD_INVALID: blob upload invalid: Repository is read only: dev).`,
      remedy:
        'In Nexus, set the Deployment policy of this hosted repository to "Allow redeploy" or "Disable redeploy".',
    });
  });

  it('by a server in read-only mode is told as its fault', async () => {
    const { repository } = await withImage([readOnlyMode()]);

    await expect(pushManifest(repository, manifestOf(image), '2')).rejects.toMatchObject({
      code: 'REGISTRY_FAULT',
      kind: 'unavailable',
      message: `The registry could not let us store 2 in ${repository.label}, however often we asked (HTTP 503, Service Unavailable).`,
    });
  });

  it('by a group repository says to take the hosted one', async () => {
    const { repository } = await withImage([groupRepository('dev', ['other'])]);

    await expect(pushManifest(repository, manifestOf(image), '2')).rejects.toMatchObject({
      code: 'GROUP_REPOSITORY',
      remedy:
        'Point `repository` at the hosted repository behind the group; hosts may go on pulling from the group.',
    });
  });

  it('by the size limit of a proxy says whose limit that is', async () => {
    const { repository } = await withImage([proxyBodyLimit(100)]);

    await expect(pushManifest(repository, manifestOf(image), '2')).rejects.toMatchObject({
      code: 'TOO_LARGE',
      message: `The registry refused to let us store 2 in ${repository.label} (HTTP 413, 413 Request Entity Too Large).`,
    });
  });

  it('because of its type gives the words of the registry, and does not doubt the address', async () => {
    const { repository, server } = await withImage([refusesArtifacts()]);
    const artifact = buildArtifact({ artifactType: 'x/y', content: 'z' });
    seedImage(server.store, 'dev', 'app', artifact);

    await expect(pushManifest(repository, manifestOf(artifact), 'record')).rejects.toMatchObject({
      code: 'UNEXPECTED_ANSWER',
      message: expect.stringContaining('HTTP 400, MANIFEST_INVALID'),
      remedy: 'These are the words of the registry: its log says more.',
    });
  });

  it('by a redirect says where to', async () => {
    const peer = await startPeer(() => ({
      status: 308,
      headers: { location: 'https://nexus.example.com/v2/app/manifests/2?key=secret' },
    }));

    await expect(pushManifest(openUrl(peer.url), manifestOf(image), '2')).rejects.toMatchObject({
      code: 'REDIRECTED',
      message: expect.stringContaining(
        'to https://nexus.example.com/v2/app/manifests/2?… (HTTP 308)',
      ),
    });
  });
});
