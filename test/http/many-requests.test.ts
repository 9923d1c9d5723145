import { describe, expect, it, vi } from 'vitest';
import { connect, visit } from './connected.ts';
import { type Peer, startPeer } from './peer.ts';

const get = (url: URL) => ({ method: 'GET', url }) as const;

describe('many requests', () => {
  it('are no more at once than the limiter lets in', async () => {
    const peer = await startPeer(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return {};
    });
    const { sender } = connect();

    await Promise.all(Array.from({ length: 120 }, () => sender.send(get(peer.url))));

    expect(peer.requests.length).toBe(120);
    expect(peer.mostInFlight()).toBeGreaterThan(8);
    expect(peer.mostInFlight()).toBeLessThan(40);
  });

  it('do not wait for the first answer where nobody signs in', async () => {
    const peer: Peer = await startPeer(async () => {
      await vi.waitFor(() => expect(peer.requests.length).toBe(3));
      return {};
    });
    const session = visit(peer.url);

    const answers = await Promise.all(
      Array.from({ length: 3 }, () => session.send(get(peer.url), [])),
    );

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('all get through a registry that turns every third away', async () => {
    const peer = await startPeer((_, count) =>
      count % 3 === 0 ? { status: 429, headers: { 'retry-after': '1' } } : {},
    );
    const { sender } = connect();

    const answers = await Promise.all(
      Array.from({ length: 100 }, () => sender.send(get(peer.url))),
    );

    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  });

  it('resume a download in the middle of an upload though no place is left', async () => {
    const peer = await startPeer(() => ({ body: 'rest' }));
    const { sender } = connect();
    const uploads = Array.from({ length: 32 }, (_, i) => {
      async function* chunks() {
        const resumed = await sender.send({ ...get(peer.url), isUrgent: true });
        yield resumed.body ?? Buffer.alloc(0);
      }
      const url = new URL(`/upload/${i}`, peer.url);
      return sender.send({ method: 'PUT', url, body: { lengthBytes: 4, chunks: chunks() } });
    });

    const statuses = (await Promise.all(uploads)).map(({ status }) => status);

    expect(statuses).toEqual(Array(32).fill(200));
  });
});
