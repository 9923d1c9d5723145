import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What reached a peer. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a peer says; `cutAt` ends the connection after so many bytes of the body. */
export interface PeerAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
  readonly cutAt?: number;
  /** Says no more after so many bytes of the body. */
  readonly silentAt?: number;
}

export type PeerScript = (
  request: SeenRequest,
  /** 1 for the first request. */
  count: number,
) => PeerAnswer | 'reset' | 'silence' | Promise<PeerAnswer>;

export interface Peer {
  readonly url: URL;
  readonly requests: readonly SeenRequest[];
  /** Method, path and the scheme of the authorization, a line for each request. */
  readonly log: readonly string[];
  readonly mostInFlight: () => number;
}

/** A real HTTP server on a free loopback port that does as the script says, and ends with the test. */
export async function startPeer(
  script: PeerScript,
  tls?: { readonly key: string; readonly cert: string },
): Promise<Peer> {
  const requests: SeenRequest[] = [];
  let inFlight = 0;
  let mostInFlight = 0;
  const listener: Parameters<typeof createServer>[1] = async (incoming, response) => {
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    response.on('close', () => {
      inFlight -= 1;
    });
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', headers } = incoming;
    const request = { method, path, headers, body: Buffer.concat(chunks).toString() };
    requests.push(request);
    say(response, await script(request, requests.length));
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`),
    requests,
    get log() {
      return requests.map(({ method, path, headers }) =>
        [method, path, ...(headers.authorization?.split(' ', 1) ?? [])].join(' '),
      );
    },
    mostInFlight: () => mostInFlight,
  };
}

function say(response: ServerResponse, answer: PeerAnswer | 'reset' | 'silence'): void {
  if (answer === 'silence') return;
  if (answer === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const { status = 200, headers = {}, body = '', cutAt, silentAt } = answer;
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  if (silentAt !== undefined) {
    response.write(body.slice(0, silentAt));
    return;
  }
  if (cutAt === undefined) {
    response.end(body);
    return;
  }
  response.write(body.slice(0, cutAt), () => response.socket?.end());
}
