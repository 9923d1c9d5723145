import { describe, expect, it } from 'vitest';
import { fetchBytes, pushBytes } from '../../engine/registry/small-blobs.ts';
import { startPeer } from '../http/peer.ts';
import { corruptedContent } from '../support/registry/behaviours/corrupted-content.ts';
import { interruptedUpload } from '../support/registry/behaviours/interrupted-upload.ts';
import { truncatedBody } from '../support/registry/behaviours/truncated-body.ts';
import { blobOf, opened, openUrl } from './opened.ts';

const { bytes, descriptor } = blobOf('{"verdict":"accepted"}');
const { digest } = descriptor;

describe('a small blob', () => {
  it.each(['reset', 'close'] as const)(
    'is read again after a %s in the middle of it',
    async (by) => {
      const { repository, server } = await opened([truncatedBody(5, by)]);
      server.store.putBlob('dev', digest, bytes);

      expect(await fetchBytes(repository, descriptor)).toEqual(bytes);
    },
  );

  it('is read again when it was damaged on the way', async () => {
    const { repository, server } = await opened([corruptedContent('blob', { times: 2 })]);
    server.store.putBlob('dev', digest, bytes);

    expect(await fetchBytes(repository, descriptor)).toEqual(bytes);
  });

  it('is refused when it is never what was asked for', async () => {
    const { repository, server } = await opened([corruptedContent('blob')]);
    server.store.putBlob('dev', digest, bytes);

    await expect(fetchBytes(repository, descriptor)).rejects.toMatchObject({
      code: 'CONTENT_DIFFERS',
      message: expect.stringContaining(digest),
    });
  });

  it('is refused when more comes than the descriptor says', async () => {
    const peer = await startPeer(() => ({ body: 'x'.repeat(1_000_000) }));

    await expect(fetchBytes(openUrl(peer.url), descriptor)).rejects.toMatchObject({
      code: 'CONTENT_DIFFERS',
      message: expect.stringContaining('larger than 22 bytes'),
    });
  });

  it('of sha512 is read by sha512', async () => {
    const { repository, server } = await opened();
    const other = blobOf('text', 'sha512');
    server.store.putBlob('dev', other.descriptor.digest, other.bytes);

    expect(await fetchBytes(repository, other.descriptor)).toEqual(other.bytes);
  });

  it('is not sent where it is already, if that is asked first', async () => {
    const { repository, server, log } = await opened();
    server.store.putBlob('dev', digest, bytes);

    await pushBytes(repository, descriptor, bytes, 'asking');

    expect(log()).toEqual([`HEAD /v2/app/blobs/${digest} 200`]);
  });

  it('is sent again when its upload breaks', async () => {
    const { repository, server } = await opened([interruptedUpload(3, { times: 2 })]);

    await pushBytes(repository, descriptor, bytes, 'unasked');

    expect(server.store.hasBlob('dev', digest)).toBe(true);
  });

  it('goes in one request where that is known to work', async () => {
    const { repository, log } = await opened();
    repository.registry.traits.oneRequestUploads = 'works';

    await pushBytes(repository, descriptor, bytes, 'unasked');

    expect(log()).toEqual(['POST /v2/app/blobs/uploads/ 201']);
  });

  it('that a registry loses again and again is given up', async () => {
    const peer = await startPeer(({ method }) =>
      method === 'POST' ? { status: 202, headers: { location: '/v2/1' } } : { status: 404 },
    );

    await expect(pushBytes(openUrl(peer.url), descriptor, bytes, 'unasked')).rejects.toMatchObject({
      code: 'ODD_ANSWER',
      message: expect.stringContaining('4 times'),
    });
  });
});
