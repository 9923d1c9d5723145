import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Exchange, relay } from './exchange.ts';
import type { FaultPlan } from './fault-plan.ts';
import { forward } from './forward.ts';
import type { ProxiedRequest } from './request-log.ts';

export interface ProxyOptions {
  /** The registry, `http://host:port`. */
  readonly target: string;
  readonly faults?: FaultPlan;
  /** Called as a request arrives; its status and sizes are filled in later. */
  readonly onRequest?: (request: ProxiedRequest) => void;
  /** Runs `call` right after that many requests were answered in full, to kill a client at that point. */
  readonly stopAfter?: { readonly answered: number; readonly call: () => void };
}

export interface Proxy {
  readonly url: string;
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly ProxiedRequest[];
  close(): Promise<void>;
}

/** Starts a streaming reverse proxy on a free loopback port; clients talk to it as if it were the registry. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const { faults, onRequest, stopAfter } = options;
  const target = new URL(options.target);
  const agent = new Agent({ keepAlive: true, scheduling: 'lifo' });
  const requests: ProxiedRequest[] = [];
  let answered = 0;

  const server = createServer(async (incoming, response) => {
    const entry = logRequest(requests, incoming, response);
    response.on('finish', () => {
      answered += 1;
      if (answered === stopAfter?.answered) stopAfter.call();
    });
    onRequest?.(entry);
    if (response.destroyed) return;
    const fault = faults?.(entry);
    entry.fault = fault?.name;
    const exchange: Exchange = {
      method: entry.method,
      path: entry.path,
      response,
      forward: () => forward(incoming, response, target, agent, entry),
      relay: (answer, changes) => relay(response, rewriteLocation(answer, target), changes),
    };
    try {
      await (fault === undefined ? pass(exchange) : fault.play(exchange));
    } catch (error) {
      giveUp(response, error);
    }
  });
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      agent.destroy();
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

async function pass({ forward, relay }: Exchange): Promise<void> {
  await relay(await forward());
}

function logRequest(
  requests: ProxiedRequest[],
  incoming: IncomingMessage,
  response: ServerResponse,
): ProxiedRequest {
  const entry: ProxiedRequest = {
    ordinal: requests.length + 1,
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    status: undefined,
    bytesUp: 0,
    bytesDown: 0,
    fault: undefined,
  };
  requests.push(entry);
  response.on('close', () => {
    if (response.headersSent) entry.status = response.statusCode;
  });
  return entry;
}

/** For a registry that names itself whatever Host it was asked by. */
function rewriteLocation(answer: IncomingMessage, target: URL): IncomingMessage {
  const { location } = answer.headers;
  if (location?.startsWith(target.origin))
    answer.headers.location = location.slice(target.origin.length);
  return answer;
}

function giveUp(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  response.writeHead(502, { 'content-type': 'text/plain' });
  response.end(`The proxy did not reach the registry: ${String(error)}\n`);
}
