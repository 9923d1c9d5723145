import type { HttpRequest } from '../../engine/http/request.ts';
import { type Peer, type PeerAnswer, type SeenRequest, startPeer } from './peer.ts';

export const PULL = ['repository:app:pull'];
export const PUSH = ['repository:app:pull,push'];

export const at = (peer: Peer, path = '/v2/app'): HttpRequest => ({
  method: 'GET',
  url: new URL(path, peer.url),
});

/** A registry with a token realm of its own below /token, as the token specification has it. */
export async function tokenRegistry(
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
