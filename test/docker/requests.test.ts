import { describe, expect, it } from 'vitest';
import { refusalOf } from './engine-tools.ts';
import { startPeerEngine } from './peer-engine.ts';

describe('a request to an engine', () => {
  it('that reads is sent again when its connection breaks', async () => {
    const answers = ['reset', { body: '[{}]', cutAt: 2 }, { body: '[]' }] as const;
    const { open, peer } = await startPeerEngine((index) => answers[index] ?? 'silence');
    const engine = await open();

    const { body } = await engine.send({ method: 'GET', path: '/services' });

    expect(Buffer.from(body).toString()).toBe('[]');
    expect(peer.log).toEqual(['GET /_ping', ...Array(3).fill('GET /v1.47/services')]);
  });

  it('that reads is given up when its connection keeps breaking', async () => {
    const { open, peer, names } = await startPeerEngine(() => 'reset');
    const engine = await open();

    const answer = engine.send({ method: 'GET', path: '/services' });

    expect(await refusalOf(answer, names)).toMatchInlineSnapshot(`
      "ENGINE_UNREACHABLE (unavailable)
      The Docker engine dev (tcp://127.0.0.1:2375) did not answer GET /v1.47/services: read ECONNRESET.
      Check that the engine runs, that host and port are right, and that this agent may reach them (firewall); then run this again."
    `);
    expect(peer.log).toEqual(['GET /_ping', ...Array(4).fill('GET /v1.47/services')]);
  });

  it('that changes something is sent once: a lost answer does not tell whether it was done', async () => {
    const { open, peer, names } = await startPeerEngine(() => 'reset');
    const engine = await open();

    const answer = engine.send({ method: 'POST', path: '/services/1/update?version=7', json: {} });

    expect(await refusalOf(answer, names)).toMatchInlineSnapshot(`
      "ENGINE_UNREACHABLE (unavailable)
      The Docker engine dev (tcp://127.0.0.1:2375) did not answer POST /v1.47/services/1/update: read ECONNRESET.
      Check that the engine runs, that host and port are right, and that this agent may reach them (firewall); then run this again."
    `);
    expect(peer.log).toEqual(['GET /_ping', 'POST /v1.47/services/1/update?version=7']);
  });

  it('is given up when its answer does not end', async () => {
    const { open, names } = await startPeerEngine(() => ({ body: 'x'.repeat(2 ** 26 + 1) }));
    const engine = await open();

    const answer = engine.send({ method: 'GET', path: '/tasks?filters={}' });

    expect(await refusalOf(answer, names)).toMatchInlineSnapshot(`
      "ENGINE_ANSWER_TOO_LONG (unavailable)
      The Docker engine dev (tcp://127.0.0.1:2375) answered /v1.47/tasks with more than 64 MiB.
      Ask for less: name the service or the stack."
    `);
  });
});
