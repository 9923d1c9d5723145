import { describe, expect, it } from 'vitest';
import { connect } from './connected.ts';
import { type PeerAnswer, startPeer } from './peer.ts';

const SHORT = { firstByteMs: 200, commitMs: 200, betweenBytesMs: 200 };

describe('a server that falls silent', () => {
  it.each([
    [
      'before its answer',
      'silence',
      'took the connection and did not answer (UND_ERR_HEADERS_TIMEOUT)',
    ],
    [
      'within its answer',
      { body: 'the whole answer', silentAt: 5 },
      'began an answer and fell silent (UND_ERR_BODY_TIMEOUT)',
    ],
  ] as const)('%s is asked again, then named', async (_, answer, words) => {
    const peer = await startPeer(() => answer as PeerAnswer);
    const { sender } = connect({}, undefined, SHORT);

    const failing = sender.send({ method: 'GET', url: peer.url });

    await expect(failing).rejects.toMatchObject({
      code: 'SILENT',
      message: `${peer.url.host} ${words}.`,
    });
    expect(peer.requests.length).toBeGreaterThan(1);
  });

  it.each([
    ['silence', { firstByteMs: 200 }],
    [{ body: 'ok', silentAt: 1 }, { betweenBytesMs: 200 }],
  ] as const)('and speaks at the next attempt is heard', async (first, patience) => {
    const peer = await startPeer((_, count) =>
      count === 1 ? (first as PeerAnswer) : { body: 'ok' },
    );
    const { sender } = connect({}, undefined, patience);

    const { body } = await sender.send({ method: 'GET', url: peer.url });

    expect([Buffer.from(body ?? []).toString(), peer.requests.length]).toEqual(['ok', 2]);
  });

  it('may take longer to store than to read', async () => {
    const peer = await startPeer(async () => {
      await new Promise((resolve) => setTimeout(resolve, 600));
      return { status: 201 };
    });
    const { sender } = connect({}, undefined, { firstByteMs: 200, commitMs: 60_000 });

    const { status } = await sender.send({ method: 'PUT', url: peer.url, body: Buffer.from('x') });

    expect([status, peer.requests.length]).toEqual([201, 1]);
  });
});
