import { describe, expect, it } from 'vitest';
import { hasBlob, openBlob } from '../../engine/registry/blobs.ts';
import { startPeer } from '../http/peer.ts';
import { busy } from '../support/registry/behaviours/busy.ts';
import { redirectBlobs } from '../support/registry/behaviours/redirect-blobs.ts';
import { blobOf, opened, openUrl } from './opened.ts';

const { bytes, descriptor } = blobOf('the content of a layer');
const { digest } = descriptor;
const users = { jenkins: { password: 'pa:ss wörd' } };

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

describe('a blob', () => {
  it('is there or not, as HEAD says', async () => {
    const { repository, server } = await opened();

    const before = await hasBlob(repository, descriptor);
    server.store.putBlob('dev', digest, bytes);

    expect([before, await hasBlob(repository, descriptor)]).toEqual([false, true]);
  });

  it('is asked for again after a fault, which is no absence', async () => {
    const { repository, server } = await opened([busy(500), busy(502)]);
    server.store.putBlob('dev', digest, bytes);

    expect(await hasBlob(repository, descriptor)).toBe(true);
  });

  it('is read from its first byte, or from where a download broke', async () => {
    const { repository, server } = await opened();
    server.store.putBlob('dev', digest, bytes);

    const whole = await openBlob(repository, descriptor);
    const rest = await openBlob(repository, descriptor, 15);

    expect([whole.startsAt, await textOf(whole.chunks)]).toEqual([0, 'the content of a layer']);
    expect([rest.startsAt, await textOf(rest.chunks)]).toEqual([15, 'a layer']);
    expect(server.requests.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=15-']);
  });

  it('starts at 0 where the range is ignored', async () => {
    const peer = await startPeer(() => ({ body: 'the content of a layer' }));

    const rest = await openBlob(openUrl(peer.url), descriptor, 15);

    expect([rest.startsAt, await textOf(rest.chunks)]).toEqual([0, 'the content of a layer']);
  });

  it.each([
    undefined,
    '',
    'bytes */22',
    'bytes -5',
    'bytes x-',
    `bytes ${'9'.repeat(17)}-`,
    '15-21',
  ])('with the Content-Range %j is refused', async (range) => {
    const headers: Record<string, string> = range === undefined ? {} : { 'content-range': range };
    const peer = await startPeer(() => ({ status: 206, headers, body: 'a layer' }));

    await expect(openBlob(openUrl(peer.url), descriptor, 15)).rejects.toMatchObject({
      code: 'ODD_ANSWER',
      message: expect.stringContaining('a 206 without a readable Content-Range'),
    });
  });

  it('that is kept elsewhere is fetched there without credentials', async () => {
    const redirect = redirectBlobs();
    const { repository, server } = await opened([redirect], { users });
    server.store.putBlob('dev', digest, bytes);

    const { chunks } = await openBlob(repository, descriptor);

    expect(await textOf(chunks)).toBe('the content of a layer');
    expect(redirect.requests.map(({ hasAuthorization }) => hasAuthorization)).toEqual([false]);
  });

  it('that is not there tells which it was', async () => {
    const { repository } = await opened();

    await expect(openBlob(repository, descriptor)).rejects.toMatchObject({
      code: 'BLOB_ABSENT',
      message: `The blob ${digest} of this image is missing in ${repository.label} (HTTP 404).`,
    });
  });
});
