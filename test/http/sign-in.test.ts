import { describe, expect, it } from 'vitest';
import { BASIC, signInTo, visit } from './connected.ts';
import { type Peer, type PeerAnswer, type SeenRequest, startPeer } from './peer.ts';

const PULL = ['repository:app:pull'];
const PUSH = ['repository:app:pull,push'];

/** A registry with a token realm of its own below /token, as the token specification has it. */
async function tokenRegistry(
  answers: {
    readonly realm?: (peer: URL) => string;
    readonly token?: (count: number, request: SeenRequest) => PeerAnswer;
    readonly accepts?: (token: string) => boolean;
  } = {},
): Promise<Peer & { tokenRequests(): readonly SeenRequest[] }> {
  const { realm = (url) => `${url.origin}/token`, accepts = () => true } = answers;
  let tokens = 0;
  const token =
    answers.token ?? ((count: number) => ({ body: JSON.stringify({ token: `t${count}` }) }));
  const peer: Peer = await startPeer((request) => {
    if (request.path.startsWith('/token')) {
      tokens += 1;
      return token(tokens, request);
    }
    const [, value] = /^Bearer (.*)$/.exec(request.headers.authorization ?? '') ?? [];
    if (value !== undefined && accepts(value)) return { body: 'content' };
    const challenge = `Bearer realm="${realm(peer.url)}",service="nexus"`;
    return { status: 401, headers: { 'www-authenticate': challenge } };
  });
  return {
    ...peer,
    get log() {
      return peer.log;
    },
    tokenRequests: () => peer.requests.filter(({ path }) => path.startsWith('/token')),
  };
}

const at = (peer: Peer, path = '/v2/app') =>
  ({ method: 'GET', url: new URL(path, peer.url) }) as const;

describe('a sign-in by Basic', () => {
  it('goes with the very first request, in UTF-8', async () => {
    const peer = await startPeer(() => ({}));
    const { session } = signInTo(peer.url);

    await session.send(at(peer), PULL);

    expect(peer.requests[0]?.headers.authorization).toBe(BASIC);
  });

  it('that is refused is never repeated, however many requests wait or follow', async () => {
    const peer = await startPeer(() => ({
      status: 401,
      headers: { 'www-authenticate': 'BASIC realm="Sonatype Nexus Repository Manager"' },
    }));
    const { session } = signInTo(peer.url);

    const answers = await Promise.all([1, 2, 3, 4].map(() => session.send(at(peer), PULL)));
    const later = await session.send(at(peer, '/v2/other'), PUSH);

    expect([...answers, later].map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect(peer.requests.length).toBe(1);
  });

  it('that was accepted goes on being used after a refusal of one repository', async () => {
    const peer = await startPeer(({ path }) => ({ status: path === '/v2/secret' ? 401 : 200 }));
    const { session } = signInTo(peer.url);

    const statuses = [];
    for (const path of ['/v2/app', '/v2/secret', '/v2/app']) {
      statuses.push((await session.send(at(peer, path), PULL)).status);
    }

    expect(statuses).toEqual([200, 401, 200]);
  });

  it('is not sent where there are no credentials', async () => {
    const peer = await startPeer(() => ({ status: 401 }));

    const response = await visit(peer.url).send(at(peer), PULL);

    expect([response.status, peer.log]).toEqual([401, ['GET /v2/app']]);
  });
});

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

describe('a realm', () => {
  it.each([
    ['null://null/v2/token', 'that is no address of the web'],
    ['http://nexus:8082:8082/v2/token', 'that is no address'],
    ['', 'that is no address'],
    ['/v2/token', 'that is no address'],
    ['file:///etc/passwd', 'that is no address of the web'],
    ['http://user@127.0.0.1/token', 'it holds a user name'],
    ['https://auth.example.com/token', 'go to no other host'],
  ])('%j is refused before anything is sent there', async (realm, why) => {
    const peer = await tokenRegistry({ realm: () => realm });
    const { session } = signInTo(peer.url);

    const sending = [PULL, PUSH].map((scopes) => session.send(at(peer), scopes));

    await Promise.allSettled(sending);
    await expect(sending[0]).rejects.toMatchObject({
      code: 'REALM_REFUSED',
      kind: 'denied',
      message: expect.stringContaining(why),
      remedy: expect.stringContaining('`signInHosts`'),
    });
    expect(peer.log).toEqual(['GET /v2/app Basic']);
  });

  it.each([['localhost'], ['LOCALHOST'], ['localhost:PORT']])(
    'on another host is asked where signInHosts names it as %s',
    async (allowed) => {
      const peer = await tokenRegistry({ realm: ({ port }) => `http://localhost:${port}/token` });
      const { session } = signInTo(peer.url, [allowed.replace('PORT', peer.url.port)]);

      const response = await session.send(at(peer), PULL);

      expect(response.status).toBe(200);
    },
  );

  it('on another host is refused where signInHosts names another port of it', async () => {
    const peer = await tokenRegistry({ realm: ({ port }) => `http://localhost:${port}/token` });
    const { session } = signInTo(peer.url, ['localhost:1']);

    await expect(session.send(at(peer), PULL)).rejects.toMatchObject({ code: 'REALM_REFUSED' });
  });

  it('on another host is asked without credentials where there are none', async () => {
    const peer = await tokenRegistry({ realm: ({ port }) => `http://localhost:${port}/token` });

    const response = await visit(peer.url).send(at(peer), PULL);

    expect(response.status).toBe(200);
  });
});
