import { onTestFinished } from 'vitest';
import { openDockerEngine } from '../../engine/docker/connect.ts';
import { type PeerAnswer, type PeerScript, startPeer } from '../http/peer.ts';
import { tools } from './engine-tools.ts';

/**
 * A server that stands in for an engine without TLS.
 * @param answer to what follows the ping; 0 for the first request
 */
export async function startPeerEngine(
  answer: (index: number) => ReturnType<PeerScript>,
  ping: PeerAnswer = { headers: { 'api-version': '1.47' } },
) {
  const peer = await startPeer(({ path }, count) => (path === '/_ping' ? ping : answer(count - 2)));
  const port = Number(peer.url.port);
  const open = async () => {
    const engine = await openDockerEngine(
      'dev',
      { kind: 'tcp', host: '127.0.0.1', port },
      {},
      tools,
    );
    onTestFinished(engine.close);
    return engine;
  };
  return { peer, open, names: { [peer.url.host]: '127.0.0.1:2375' } };
}
