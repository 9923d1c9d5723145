import { describe, expect, it } from 'vitest';
import {
  cancelUpload,
  finishUpload,
  mountBlob,
  openUpload,
  uploadInOneRequest,
} from '../../engine/registry/blobs.ts';
import type { Repository } from '../../engine/registry/repository.ts';
import { startPeer } from '../http/peer.ts';
import { interruptedUpload } from '../support/registry/behaviours/interrupted-upload.ts';
import { mountsBlobs } from '../support/registry/behaviours/mounts-blobs.ts';
import { noOneRequestUpload } from '../support/registry/behaviours/no-one-request-upload.ts';
import { proxyBodyLimit } from '../support/registry/behaviours/proxy-body-limit.ts';
import { refusesMounts } from '../support/registry/behaviours/refuses-mounts.ts';
import { sharedLayerRace } from '../support/registry/behaviours/shared-layer-race.ts';
import { blobOf, openAt, opened, openUrl } from './opened.ts';

const { bytes, descriptor } = blobOf('the content of a layer');
const { digest } = descriptor;

/** As layers are sent: in pieces, once. */
function streamed(content = bytes) {
  const chunks = (async function* () {
    for (let at = 0; at < content.length; at += 5) yield content.subarray(at, at + 5);
  })();
  return { lengthBytes: content.length, chunks };
}

describe('an upload', () => {
  const upload = async (repository: Repository, content = bytes) =>
    finishUpload(repository, await openUpload(repository), descriptor, streamed(content));

  it('takes a POST and a PUT, as octets with a length', async () => {
    const { repository, server, log } = await opened();

    const isStored = await upload(repository);

    expect([isStored, server.store.hasBlob('dev', digest)]).toEqual([true, true]);
    expect(log().map((line) => line.replace(/uploads\/.+ /, 'uploads/<id> '))).toEqual([
      'POST /v2/app/blobs/uploads/ 202',
      'PUT /v2/app/blobs/uploads/<id> 201',
    ]);
    expect(server.requests[1]?.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '22',
    });
  });

  it('keeps the query of its session as it is written', async () => {
    const peer = await startPeer(({ method }) =>
      method === 'POST'
        ? { status: 202, headers: { location: '/v2/app/blobs/uploads/1?state=a%2Fb%3D%3D&x=1+2' } }
        : { status: 201 },
    );

    await upload(openUrl(peer.url));

    expect(peer.requests[1]?.path).toBe(
      `/v2/app/blobs/uploads/1?state=a%2Fb%3D%3D&x=1+2&digest=${encodeURIComponent(digest)}`,
    );
  });

  it('of sha512 is stored under its own digest', async () => {
    const { repository, server } = await opened();
    const other = blobOf('the content of a layer', 'sha512');

    const isStored = await finishUpload(
      repository,
      await openUpload(repository),
      other.descriptor,
      other.bytes,
    );

    expect([isStored, server.store.blobs('dev')]).toEqual([true, [other.descriptor.digest]]);
  });

  it('whose session is gone has to be sent again', async () => {
    const { repository } = await opened();
    const session = await openUpload(repository);
    await cancelUpload(repository, session);

    expect(await finishUpload(repository, session, descriptor, bytes)).toBe(false);
  });

  it('that is cut off fails as a connection does', async () => {
    const { repository } = await opened([interruptedUpload(5)]);

    await expect(upload(repository)).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });

  it('that arrived damaged has to be sent again', async () => {
    const { repository, server } = await opened();

    const isStored = await upload(repository, Buffer.from('the kontent of a layer'));

    expect([isStored, server.store.blobs('dev')]).toEqual([false, []]);
  });

  it('of a shared layer that somebody else pushed meanwhile is a success', async () => {
    const { repository, server } = await opened([sharedLayerRace()]);

    expect([await upload(repository), server.store.hasBlob('dev', digest)]).toEqual([true, true]);
  });

  it('that is too large for a proxy says so', async () => {
    const { repository } = await opened([proxyBodyLimit(10)]);

    await expect(upload(repository)).rejects.toMatchObject({
      code: 'TOO_LARGE',
      remedy: expect.stringContaining('client_max_body_size 0'),
    });
  });

  it('into a read-only repository is refused when it begins', async () => {
    const { repository } = await opened([], { repositories: { dev: { writePolicy: 'DENY' } } });

    await expect(openUpload(repository)).rejects.toMatchObject({ code: 'READ_ONLY' });
  });
});

describe('an upload in one request', () => {
  it('stores the blob where the registry takes it', async () => {
    const { repository, server, log } = await opened();

    expect(await uploadInOneRequest(repository, descriptor, streamed())).toEqual({
      outcome: 'stored',
    });
    expect([server.store.hasBlob('dev', digest), log()]).toEqual([
      true,
      ['POST /v2/app/blobs/uploads/ 201'],
    ]);
  });

  it('becomes an open session where it does not', async () => {
    const { repository } = await opened([noOneRequestUpload()]);

    const upload = await uploadInOneRequest(repository, descriptor, bytes);

    if (upload.outcome !== 'open') throw new Error('It was to be open.');
    expect(await finishUpload(repository, upload.session, descriptor, bytes)).toBe(true);
  });

  it('of a blob that may not be pushed again, and is there, is a success', async () => {
    const { repository, server } = await opened([], {
      repositories: { dev: { writePolicy: 'ALLOW_ONCE' } },
    });
    server.store.putBlob('dev', digest, bytes);

    expect(await uploadInOneRequest(repository, descriptor, bytes)).toEqual({ outcome: 'stored' });
  });
});

describe('a mount', () => {
  it('takes a blob over from another repository', async () => {
    const { repository, server } = await opened([mountsBlobs()], { address: 'path-routing' });
    server.store.putBlob('other', digest, bytes);
    const from = openAt(server, 'other', 'base').repository;

    expect(await mountBlob(repository, descriptor, from)).toEqual({ outcome: 'stored' });
    expect(server.requests[0]?.query).toEqual({ mount: digest, from: 'other/base' });
    expect(server.store.hasBlob('dev', digest)).toBe(true);
  });

  it('that is answered with a session leaves that session to be used', async () => {
    const { repository } = await opened();

    const upload = await mountBlob(repository, descriptor, repository);

    if (upload.outcome !== 'open') throw new Error('It was to be open.');
    expect(await finishUpload(repository, upload.session, descriptor, bytes)).toBe(true);
  });

  it.each([400, 404, 405, 500] as const)('that is answered with %i is no mount', async (status) => {
    const { repository } = await opened([refusesMounts(status)]);

    expect(await mountBlob(repository, descriptor, repository)).toEqual({ outcome: 'refused' });
  });
});
