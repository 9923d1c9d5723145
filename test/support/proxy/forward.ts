import { type Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { endToEnd } from './exchange.ts';
import type { ProxiedRequest } from './request-log.ts';

/** Keeps the Host header, so that registries which build an absolute Location from it name the proxy. */
export function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  target: URL,
  agent: Agent,
  entry: ProxiedRequest,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: target.hostname,
      port: target.port,
      method: entry.method,
      path: entry.path,
      headers: endToEnd(incoming.headers),
      agent,
    });
    outgoing.setNoDelay(true);
    outgoing.on('error', reject);
    outgoing.on('response', (answer) => {
      answer.on('data', (chunk: Buffer) => {
        entry.bytesDown += chunk.length;
      });
      answer.pause();
      resolve(answer);
    });
    response.on('close', () => {
      if (!response.writableFinished) outgoing.destroy();
    });
    incoming.on('data', (chunk: Buffer) => {
      entry.bytesUp += chunk.length;
    });
    incoming.pipe(outgoing);
  });
}
