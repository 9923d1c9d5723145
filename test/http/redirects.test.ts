import { describe, expect, it } from 'vitest';
import { signInTo } from './connected.ts';
import { type Peer, startPeer } from './peer.ts';

const SCOPES = ['repository:app:pull'];
const get = (peer: Peer, path: string) =>
  ({ method: 'GET', url: new URL(path, peer.url) }) as const;
const to = (location: string, status = 307) => ({ status, headers: { location } });

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])(
    'with %i within the registry keeps the credentials',
    async (status) => {
      const peer = await startPeer(({ path }) =>
        path === '/a' ? to('/b', status) : { body: 'b' },
      );

      const response = await signInTo(peer.url).session.send(get(peer, '/a'), SCOPES);

      expect([response.status, peer.log]).toEqual([200, ['GET /a Basic', 'GET /b Basic']]);
    },
  );

  it('to another origin goes without credentials, and keeps the range', async () => {
    const store = await startPeer(() => ({ body: 'blob' }));
    const peer = await startPeer(() => to(`${store.url.origin}/blob?signature=x`));
    const { session } = signInTo(peer.url);

    await session.send({ ...get(peer, '/blob'), headers: { range: 'bytes=5-' } }, SCOPES);

    expect(store.log).toEqual(['GET /blob?signature=x']);
    expect(store.requests[0]?.headers).toMatchObject({ range: 'bytes=5-' });
    expect(store.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('to another origin and back comes back without credentials', async () => {
    const home: { url?: URL } = {};
    const store = await startPeer(() => to(`${home.url?.origin}/admin`));
    const peer = await startPeer(({ path }) =>
      path === '/blob' ? to(store.url.href) : { status: 401 },
    );
    home.url = peer.url;

    const response = await signInTo(peer.url).session.send(get(peer, '/blob'), SCOPES);

    expect([response.status, peer.log]).toEqual([401, ['GET /blob Basic', 'GET /admin']]);
  });

  it('without end is followed five times', async () => {
    const peer = await startPeer(() => to('/again'));

    await expect(
      signInTo(peer.url).session.send(get(peer, '/start'), SCOPES),
    ).rejects.toMatchObject({ code: 'REDIRECT_LOOP' });
    expect(peer.requests.length).toBe(6);
  });

  it.each([
    ['http://[half', 'http://[half'],
    ['ftp://files.example.com/blob?key=secret', 'ftp://files.example.com/blob?…'],
    ['file:///etc/passwd', 'file:///etc/passwd'],
  ])('to %s is refused', async (location, shown) => {
    const peer = await startPeer(() => to(location));

    await expect(signInTo(peer.url).session.send(get(peer, '/blob'), SCOPES)).rejects.toMatchObject(
      {
        code: 'ODD_REDIRECT',
        message: `${peer.url.host} redirected to "${shown}", which is no web address.`,
      },
    );
  });

  it('of a write is not followed: the caller sees it', async () => {
    const peer = await startPeer(() => to('/b'));
    const { session } = signInTo(peer.url);

    const response = await session.send(
      { method: 'PUT', url: peer.url, body: Buffer.from('x') },
      SCOPES,
    );

    expect([response.status, peer.requests.length]).toEqual([307, 1]);
  });

  it('without a Location is an answer', async () => {
    const peer = await startPeer(() => ({ status: 302 }));

    const response = await signInTo(peer.url).session.send(get(peer, '/a'), SCOPES);

    expect(response.status).toBe(302);
  });
});

describe('credentials', () => {
  it('go to no other origin that a caller names, another port of the same host included', async () => {
    const elsewhere = await startPeer(() => ({ status: 201 }));
    const peer = await startPeer(() => ({}));
    const { session } = signInTo(peer.url);

    await session.send({ method: 'PUT', url: elsewhere.url, body: Buffer.from('x') }, SCOPES);

    expect(elsewhere.log).toEqual(['PUT /']);
  });
});
