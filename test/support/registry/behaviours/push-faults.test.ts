import { describe, expect, it } from 'vitest';
import { buildArtifact } from '../../images/build-artifact.ts';
import { buildImage } from '../../images/build-image.ts';
import { pushImage } from '../../images/push-image.ts';
import { collectBlobsOnce } from './collect-blobs-once.ts';
import { groupRepository } from './group-repository.ts';
import { interruptedUpload } from './interrupted-upload.ts';
import { manifestLengthRequired } from './manifest-length-required.ts';
import { missingPrefixInLocation } from './missing-prefix-in-location.ts';
import { mountsBlobs } from './mounts-blobs.ts';
import { noOneRequestUpload } from './no-one-request-upload.ts';
import { proxyBodyLimit } from './proxy-body-limit.ts';
import { readOnlyMode } from './read-only-mode.ts';
import { redeployWording } from './redeploy-wording.ts';
import { refusesArtifacts } from './refuses-artifacts.ts';
import { refusesMounts } from './refuses-mounts.ts';
import { sameDigestNewTagRefused } from './same-digest-new-tag-refused.ts';
import { sharedLayerRace } from './shared-layer-race.ts';
import { uncheckedManifests } from './unchecked-manifests.ts';
import { uploadsElsewhere } from './uploads-elsewhere.ts';
import { ABSENT, blob, root, withBehaviour } from './with-behaviour.ts';

describe('faults of pushes', () => {
  it('Location loses its prefix', async () => {
    const { ask } = await withBehaviour(missingPrefixInLocation(), { address: 'repository-path' });

    const response = await ask('POST', 'blobs/uploads/');

    expect(response.headers.get('location')).toMatch(/^\/v2\/app\/blobs\/uploads\//);
  });

  it('uploads continue elsewhere', async () => {
    const elsewhere = uploadsElsewhere();
    const { registry } = await withBehaviour(elsewhere);

    await pushImage(registry.target('dev', 'new'), buildImage({ seed: 'new' }), ['1']);

    expect(elsewhere.requests.map(({ method }) => method)).toEqual(['PUT', 'PUT']);
    expect(registry.store.tags('dev', 'new')).toEqual(['1']);
  });

  it('a group takes no pushes and reads from its members', async () => {
    const { registry } = await withBehaviour(groupRepository('other', ['dev']));
    const group = `${registry.url('other')}/v2/app`;

    const read = await fetch(`${group}/manifests/1`);
    const push = await fetch(`${group}/blobs/uploads/`, { method: 'POST' });

    expect([read.status, push.status]).toEqual([200, 403]);
  });

  it('read-only mode refuses writes alone', async () => {
    const { ask, putManifest } = await withBehaviour(readOnlyMode());

    const statuses = [(await ask('GET', 'manifests/1')).status, (await putManifest('4')).status];

    expect(statuses).toEqual([200, 503]);
  });

  it('a proxy limits bodies, with a page', async () => {
    const { putManifest } = await withBehaviour(proxyBodyLimit(100));

    const response = await putManifest('4');

    expect(response.status).toBe(413);
    expect(response.headers.get('content-type')).toBe('text/html');
  });

  it('blobs are collected once before a manifest', async () => {
    const { registry } = await withBehaviour(collectBlobsOnce());
    const next = buildImage({ seed: 'next' });
    const push = () => pushImage(registry.target('dev', 'app'), next, ['4']);

    await expect(push()).rejects.toThrow(/blob unknown to registry/);
    await push();

    expect(registry.store.tags('dev', 'app')).toContain('4');
  });

  it('a shared layer loses the race, and is there', async () => {
    const { registry } = await withBehaviour(sharedLayerRace());
    const next = buildImage({ seed: 'next' });
    const push = () => pushImage(registry.target('dev', 'app'), next, ['4']);

    await expect(push()).rejects.toThrow(/cannot be updated/);
    await push();

    expect(registry.store.tags('dev', 'app')).toContain('4');
  });

  it.each([400, 409] as const)('a redeploy is refused in newer words with %i', async (status) => {
    const { putManifest } = await withBehaviour(redeployWording(status), {
      repositories: { dev: { writePolicy: 'ALLOW_ONCE' } },
    });

    const response = await putManifest('1');

    expect(response.status).toBe(status);
    expect(await response.text()).toContain(
      'dev/v2/app/manifests/1 cannot be updated as asset already exists and redeploy is not allowed',
    );
  });

  it('a known digest gets no second tag', async () => {
    const { registry, putManifest } = await withBehaviour(sameDigestNewTagRefused('dev'), {
      repositories: { dev: { writePolicy: 'ALLOW_ONCE' } },
    });

    const response = await putManifest('4');

    expect(response.status).toBe(400);
    expect(registry.store.tags('dev', 'app')).toEqual(['1', '2', '3']);
  });

  it('an upload in one request becomes a session', async () => {
    const { ask } = await withBehaviour(noOneRequestUpload());

    const response = await ask('POST', `blobs/uploads/?digest=${ABSENT}`, { body: 'ignored' });

    expect(response.status).toBe(202);
  });

  it('an upload breaks inside its body and its session is gone', async () => {
    const { registry, ask } = await withBehaviour(interruptedUpload(10));
    const opened = await ask('POST', 'blobs/uploads/');
    const session = opened.headers.get('location') ?? '';

    const broken = ask('PUT', `${session}?digest=${ABSENT}`, { body: Buffer.alloc(100_000) });

    await expect(broken).rejects.toThrow();
    expect((await ask('GET', session)).status).toBe(404);
    expect(registry.requests[1]?.status).toBe(0);
  });

  it('a mount succeeds where the source has the blob', async () => {
    const { ask } = await withBehaviour(mountsBlobs());

    const [present, absent] = [
      await ask('POST', `blobs/uploads/?mount=${blob}&from=app`),
      await ask('POST', `blobs/uploads/?mount=${ABSENT}&from=app`),
    ];

    expect([present.status, absent.status]).toEqual([201, 202]);
  });

  it('a mount crosses repositories under path routing', async () => {
    const { registry } = await withBehaviour(mountsBlobs(), { address: 'path-routing' });
    const uploads = `${registry.url('other')}/v2/other/app/blobs/uploads/`;

    const response = await fetch(`${uploads}?mount=${blob}&from=dev/app`, { method: 'POST' });

    expect(response.status).toBe(201);
    expect(registry.store.hasBlob('other', blob)).toBe(true);
  });

  it('a mount is an error', async () => {
    const { ask } = await withBehaviour(refusesMounts(405));

    const response = await ask('POST', `blobs/uploads/?mount=${blob}&from=app`);

    expect(response.status).toBe(405);
  });

  it('manifests are taken unchecked', async () => {
    const { putManifest } = await withBehaviour(uncheckedManifests());

    const response = await putManifest('4', buildImage({ seed: 'absent' }).root.bytes);

    expect(response.status).toBe(201);
  });

  it('artifacts are refused and images are not', async () => {
    const { registry, putManifest } = await withBehaviour(refusesArtifacts());
    const artifact = buildArtifact({ artifactType: 'application/vnd.example', content: 'x' });

    const push = pushImage(registry.target('dev', 'app'), artifact, ['record']);

    await expect(push).rejects.toThrow(/MANIFEST_INVALID/);
    expect((await putManifest('4')).status).toBe(201);
  });

  it('a manifest needs a length', async () => {
    const { ask } = await withBehaviour(manifestLengthRequired());
    const body = new Blob([root.bytes]).stream();

    const response = await ask('PUT', 'manifests/4', { body, duplex: 'half' } as RequestInit);

    expect(response.status).toBe(411);
  });
});
