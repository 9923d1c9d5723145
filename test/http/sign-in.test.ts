import { describe, expect, it } from 'vitest';
import { BASIC, signInTo, visit } from './connected.ts';
import { startPeer } from './peer.ts';
import { at, PULL, PUSH } from './token-registry.ts';

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
