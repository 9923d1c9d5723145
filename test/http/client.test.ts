import { describe, expect, it } from 'vitest';
import type { Failure } from '../../engine/failures.ts';
import type { HttpResponse } from '../../engine/http/request.ts';
import { connect } from './connected.ts';
import { type PeerAnswer, startPeer } from './peer.ts';

const get = (url: URL) => ({ method: 'GET', url }) as const;
const textOf = ({ body }: HttpResponse) => Buffer.from(body ?? []).toString();

describe('a request', () => {
  it.each([408, 429, 500, 502, 503, 504])('is repeated after %i', async (status) => {
    const peer = await startPeer((_, count) => (count < 3 ? { status } : { body: 'well again' }));
    const { sender } = connect();

    const response = await sender.send(get(peer.url));

    expect([response.status, textOf(response), peer.requests.length]).toEqual([
      200,
      'well again',
      3,
    ]);
  });

  it.each([400, 401, 403, 404, 405, 409, 413, 501])('is not repeated after %i', async (status) => {
    const peer = await startPeer(() => ({ status, body: 'no' }));
    const { sender } = connect();

    const response = await sender.send(get(peer.url));

    expect([response.status, textOf(response), peer.requests.length]).toEqual([status, 'no', 1]);
  });

  it('is repeated after a reset of the connection', async () => {
    const peer = await startPeer((_, count) => (count < 3 ? 'reset' : { body: 'ok' }));
    const { sender } = connect();

    const response = await sender.send(get(peer.url));

    expect([textOf(response), peer.requests.length]).toEqual(['ok', 3]);
  });

  it('is repeated when its small answer is cut short', async () => {
    const peer = await startPeer((_, count) => ({
      body: 'the whole answer',
      ...(count === 1 && { cutAt: 5 }),
    }));
    const { sender } = connect();

    const response = await sender.send(get(peer.url));

    expect([textOf(response), peer.requests.length]).toEqual(['the whole answer', 2]);
  });

  it('with bytes is repeated with the same bytes', async () => {
    const peer = await startPeer((_, count) => (count === 1 ? 'reset' : { status: 201 }));
    const { sender } = connect();

    await sender.send({ method: 'PUT', url: peer.url, body: Buffer.from('manifest') });

    expect(peer.requests.map(({ body }) => body)).toEqual(['manifest', 'manifest']);
  });

  it('with a stream is sent once, since the stream is gone', async () => {
    const peer = await startPeer(() => ({ status: 503 }));
    const { sender } = connect();
    const body = {
      lengthBytes: 4,
      chunks: (async function* () {
        yield Buffer.from('blob');
      })(),
    };

    const response = await sender.send({ method: 'PUT', url: peer.url, body });

    expect([response.status, peer.requests.length]).toEqual([503, 1]);
    expect(peer.requests[0]?.headers['content-length']).toBe('4');
  });

  it.each([
    ['its connection is reset', 'reset', 'UNREACHABLE'],
    ['the server is busy', { status: 503 }, 503],
  ] as const)('that may be sent once is sent once, though %s', async (_, answer, outcome) => {
    const peer = await startPeer(() => answer);
    const { sender } = connect();
    const request = { method: 'POST', url: peer.url, isOnce: true } as const;

    const sent = sender.send(request).then(
      ({ status }) => status,
      ({ code }: Failure) => code,
    );

    expect([await sent, peer.requests.length]).toEqual([outcome, 1]);
  });

  it('waits as long as Retry-After says, in seconds or as a date', async () => {
    const answers: PeerAnswer[] = [
      { status: 503, headers: { 'retry-after': '20' } },
      { status: 429, headers: { 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT' } },
      {},
    ];
    const peer = await startPeer((_, count) => answers[count - 1] ?? {});
    const { sender, clock } = connect();

    await sender.send(get(peer.url));

    expect(clock.slept).toEqual([20_000, 40_000]);
  });

  it('does not take "Retry-After: 0" for leave to knock at once', async () => {
    const peer = await startPeer((_, count) =>
      count < 4 ? { status: 503, headers: { 'retry-after': '0' } } : {},
    );
    const { sender, clock } = connect();

    await sender.send(get(peer.url));

    expect(clock.slept).toEqual([200, 400, 800]);
  });

  it('is given up at once when the registry asks for longer than we wait', async () => {
    const peer = await startPeer(() => ({ status: 503, headers: { 'retry-after': '3600' } }));
    const { sender, clock } = connect();

    await expect(sender.send(get(peer.url))).rejects.toMatchObject({
      code: 'TOO_BUSY',
      message: `${peer.url.host} asked us to wait 3600 s (HTTP 503), longer than we do.`,
    });
    expect(clock.slept).toEqual([]);
  });

  it('is given up after ten attempts, and its last answer told', async () => {
    const peer = await startPeer(() => ({ status: 502, body: 'bad gateway' }));
    const { sender, clock } = connect();

    const response = await sender.send(get(peer.url));

    expect([response.status, textOf(response), peer.requests.length]).toEqual([
      502,
      'bad gateway',
      10,
    ]);
    expect(clock.slept).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000, 10_000]);
  });

  it('is given up after three minutes, however few attempts that were', async () => {
    const peer = await startPeer(() => ({ status: 503, headers: { 'retry-after': '100' } }));
    const { sender, clock } = connect();

    const response = await sender.send(get(peer.url));

    expect([response.status, peer.requests.length, clock.slept]).toEqual([
      503,
      2,
      [100_000, 100_000],
    ]);
  });

  it('has its three minutes for itself, whatever it waited for a place before', async () => {
    let release = (_: PeerAnswer) => {};
    const held = new Promise<PeerAnswer>((resolve) => {
      release = resolve;
    });
    const peer = await startPeer(({ path }, count) => {
      if (path === '/held') return held;
      return count === 33 ? { status: 502 } : {};
    });
    const { sender, clock } = connect();
    const holding = Array.from({ length: 32 }, () => sender.send(get(new URL('/held', peer.url))));
    await expect.poll(() => peer.requests.length).toBe(32);

    const waiting = sender.send(get(new URL('/waiting', peer.url)));
    clock.advance(600_000);
    release({});
    await Promise.all(holding);

    expect((await waiting).status).toBe(200);
  });

  it('that a status answers for its caller is not repeated for that status', async () => {
    const peer = await startPeer(() => ({ status: 500 }));
    const { sender } = connect();

    const response = await sender.send({ method: 'HEAD', url: peer.url, finalStatuses: [500] });

    expect([response.status, peer.requests.length]).toEqual([500, 1]);
  });

  it('is tried three times only at an origin that never answered', async () => {
    const peer = await startPeer(() => 'reset');
    const { sender } = connect();

    await expect(sender.send(get(peer.url))).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(peer.requests.length).toBe(3);
  });

  it('leaves an answer above what it asked for unread', async () => {
    const peer = await startPeer(() => ({ body: 'x'.repeat(100_000) }));
    const { sender } = connect();

    const response = await sender.send({ ...get(peer.url), readBytes: 1_000 });

    expect([response.status, response.body]).toEqual([200, undefined]);
  });

  it('says a length of nothing where a body is expected', async () => {
    const peer = await startPeer(() => ({ status: 202 }));
    const { sender } = connect();

    await sender.send({ method: 'POST', url: peer.url });

    expect(peer.requests[0]?.headers['content-length']).toBe('0');
  });
});

describe('a failed sign-in that the registry counts', () => {
  it('is told as a lock, and not knocked at again', async () => {
    const peer = await startPeer(() => ({
      status: 429,
      headers: { 'retry-after': '30' },
      body: '<html><title>Too many authentication attempts</title></html>',
    }));
    const { sender } = connect();

    const failure = await sender.send(get(peer.url)).catch((error: Failure) => error);

    expect(failure).toMatchObject({
      code: 'SIGN_IN_LOCKED',
      kind: 'denied',
      message: `${peer.url.host} has locked sign-ins after too many failed ones (HTTP 429, Retry-After 30).`,
    });
    expect(peer.requests.length).toBe(1);
  });
});
