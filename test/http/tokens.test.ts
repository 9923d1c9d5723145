import { describe, expect, it } from 'vitest';
import { BASIC, signInTo, visit } from './connected.ts';
import { at, PULL, PUSH, tokenRegistry } from './token-registry.ts';

describe('a sign-in by token', () => {
  it('is asked for once by however many requests, with the credentials and the scope', async () => {
    const peer = await tokenRegistry();
    const { session } = signInTo(peer.url);

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => session.send(at(peer), PULL)),
    );

    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(peer.tokenRequests().map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/token?service=nexus&scope=repository%3Aapp%3Apull', BASIC],
    ]);
    expect(peer.requests.length).toBe(22);
  });

  it('is asked for once a scope', async () => {
    const peer = await tokenRegistry();
    const { session } = signInTo(peer.url);

    await Promise.all([PULL, PUSH, PULL, PUSH].map((scopes) => session.send(at(peer), scopes)));

    expect(peer.tokenRequests().map(({ path }) => path)).toEqual([
      '/token?service=nexus&scope=repository%3Aapp%3Apull',
      '/token?service=nexus&scope=repository%3Aapp%3Apull%2Cpush',
    ]);
  });

  it('names every scope of a mount', async () => {
    const peer = await tokenRegistry();
    const { session } = signInTo(peer.url);

    await session.send(at(peer), [...PUSH, 'repository:base:pull']);

    expect(peer.tokenRequests()[0]?.path).toBe(
      '/token?service=nexus&scope=repository%3Aapp%3Apull%2Cpush&scope=repository%3Abase%3Apull',
    );
  });

  it('is renewed before it ends', async () => {
    const peer = await tokenRegistry({
      token: (count) => ({ body: JSON.stringify({ access_token: `t${count}`, expires_in: 300 }) }),
    });
    const { session, clock } = signInTo(peer.url);

    const counts = [];
    for (const ms of [0, 289_000, 1_000]) {
      clock.advance(ms);
      await session.send(at(peer), PULL);
      counts.push(peer.tokenRequests().length);
    }

    expect(counts).toEqual([1, 1, 2]);
  });

  it('is taken for a minute where its life time is not said, as Nexus does not', async () => {
    const peer = await tokenRegistry();
    const { session, clock } = signInTo(peer.url);

    const counts = [];
    for (const ms of [0, 49_000, 1_000]) {
      clock.advance(ms);
      await session.send(at(peer), PULL);
      counts.push(peer.tokenRequests().length);
    }

    expect(counts).toEqual([1, 1, 2]);
  });

  it('is renewed once when the registry takes it no longer, for all that were refused', async () => {
    const valid = new Set(['t1']);
    const peer = await tokenRegistry({ accepts: (token) => valid.has(token) });
    const { session } = signInTo(peer.url);
    await session.send(at(peer), PULL);
    valid.delete('t1');
    valid.add('t2');

    const answers = await Promise.all([1, 2, 3].map(() => session.send(at(peer), PULL)));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(peer.tokenRequests().length).toBe(2);
  });

  it('that is refused even when new leaves the refusal as the answer', async () => {
    const peer = await tokenRegistry({ accepts: () => false });
    const { session } = signInTo(peer.url);

    const response = await session.send(at(peer), PULL);

    expect([response.status, peer.log]).toEqual([
      401,
      [
        'GET /v2/app Basic',
        'GET /token?service=nexus&scope=repository%3Aapp%3Apull Basic',
        'GET /v2/app Bearer',
      ],
    ]);
  });

  it('with a wrong password is tried once, for no second scope either', async () => {
    const peer = await tokenRegistry({
      token: () => ({ status: 401, body: '{"errors":[{"message":"bad\\u001b[31m\\npassword"}]}' }),
    });
    const { session } = signInTo(peer.url);
    const sending = [PULL, PUSH, PULL].map((scopes) => session.send(at(peer), scopes));

    const results = await Promise.allSettled(sending);

    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(sending[1]).rejects.toMatchObject({
      code: 'SIGN_IN_FAILED',
      kind: 'denied',
      message: `${peer.url.host} did not let us sign in with the Jenkins credential "nexus-dev" (HTTP 401, bad [31m password).`,
    });
    expect(peer.tokenRequests().length).toBe(1);
  });

  it('that one scope is denied leaves the others', async () => {
    const peer = await tokenRegistry({
      token: (count, { path }) =>
        path.includes('push')
          ? { status: 403, body: '{"errors":[{"code":"DENIED","message":"access forbidden"}]}' }
          : { body: `{"token":"t${count}"}` },
    });
    const { session } = signInTo(peer.url);

    await expect(session.send(at(peer), PUSH)).rejects.toMatchObject({
      code: 'TOKEN_DENIED',
      message: `${peer.url.host} gave us no token for repository:app:pull,push with the Jenkins credential "nexus-dev" (HTTP 403, access forbidden).`,
    });
    expect((await session.send(at(peer), PULL)).status).toBe(200);
  });

  it('that failed for a while is tried again by the next request', async () => {
    const peer = await tokenRegistry({
      token: (count) => (count <= 10 ? { status: 502 } : { body: '{"token":"t"}' }),
    });
    const { session } = signInTo(peer.url);

    await expect(session.send(at(peer), PULL)).rejects.toMatchObject({ code: 'TOKEN_UNUSABLE' });
    expect((await session.send(at(peer), PULL)).status).toBe(200);
  });

  it.each([
    [{ body: '<html>' }, 'it is not a JSON object'],
    [{ body: '{}' }, 'it has neither `token` nor `access_token`'],
    [{ body: '{"token":"a\\r\\nx-evil: 1"}' }, 'it has neither'],
    [{ body: '{"token":7}' }, 'it has neither'],
    [{ status: 404 }, 'HTTP 404'],
    [{ status: 302, headers: { location: '/login' } }, 'HTTP 302'],
  ])('that gives no token is told as such (%#)', async (answer, why) => {
    const peer = await tokenRegistry({ token: () => answer });
    const { session } = signInTo(peer.url);

    await expect(session.send(at(peer), PULL)).rejects.toMatchObject({
      code: 'TOKEN_UNUSABLE',
      message: expect.stringContaining(why),
    });
  });

  it('without credentials is asked for without, and a refusal says what to do', async () => {
    const peer = await tokenRegistry({ token: () => ({ status: 401 }) });

    await expect(visit(peer.url).send(at(peer), PULL)).rejects.toMatchObject({
      code: 'SIGN_IN_FAILED',
      message: `${peer.url.host} did not let us sign in without credentials (HTTP 401).`,
      remedy: 'Name a Jenkins credential as `credentials` of this registry in promotion.yaml.',
    });
    expect(peer.log[1]).toBe('GET /token?service=nexus&scope=repository%3Aapp%3Apull');
  });

  it('repeats a request with bytes, and leaves one with a stream to its caller', async () => {
    const peer = await tokenRegistry();
    const { session } = signInTo(peer.url);
    const chunks = (async function* () {
      yield Buffer.from('blob');
    })();
    const url = new URL('/v2/app', peer.url);

    const streamed = await session.send(
      { method: 'PUT', url, body: { lengthBytes: 4, chunks } },
      PUSH,
    );
    const whole = await session.send({ method: 'PUT', url, body: Buffer.from('blob') }, PUSH);

    expect([streamed.status, whole.status]).toEqual([401, 200]);
  });
});
