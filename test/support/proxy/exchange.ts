import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Long enough for loopback to hand over what was written: a reset discards what is still queued. */
const BEFORE_RESET_MS = 20;

/** One request on its way through the proxy; a fault is a way to play it. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly response: ServerResponse;
  /** Sends the request with its body to the registry; resolves when its headers have come back. */
  forward(): Promise<IncomingMessage>;
  /** Hands the registry's answer to the client, changed where `changes` says so. */
  relay(answer: IncomingMessage, changes?: AnswerChanges): Promise<void>;
}

export interface AnswerChanges {
  readonly headers?: (headers: IncomingHttpHeaders) => IncomingHttpHeaders;
  readonly body?: (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;
  /** How the answer ends: as it should (the default), or with the connection closed or reset. */
  readonly ending?: 'complete' | 'fin' | 'rst';
}

export async function relay(
  response: ServerResponse,
  answer: IncomingMessage,
  { headers = (all) => all, body, ending = 'complete' }: AnswerChanges = {},
): Promise<void> {
  response.sendDate = false;
  response.writeHead(answer.statusCode ?? 502, headers(endToEnd(answer.headers)));
  if (body === undefined && ending === 'complete') return pipeline(answer, response);

  const chunks: AsyncIterable<Buffer> = answer;
  for await (const chunk of body?.(chunks) ?? chunks) {
    if (response.destroyed) return;
    if (!response.write(chunk)) await drainOrClose(response);
  }
  if (ending === 'complete') response.end();
  else await breakOff(response, ending);
}

/** Leaves no listener behind, since a large body waits often. */
async function drainOrClose(response: ServerResponse): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const events = ['drain', 'close'].map((name) => once(response, name, { signal }));
  await Promise.race(events);
  waiting.abort();
}

async function breakOff(response: ServerResponse, ending: 'fin' | 'rst'): Promise<void> {
  const socket = response.socket;
  response.flushHeaders();
  await sleep(BEFORE_RESET_MS);
  if (ending === 'fin') socket?.end();
  else reset(socket);
}

/** Answers with the proxy's own words; the registry never hears of the request. */
export function answerInstead(
  { response }: Exchange,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

export function reset(socket: Socket | null): void {
  socket?.resetAndDestroy();
}

/** Without what concerns one connection only. https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
export function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { connection, 'keep-alive': keepAlive, ...rest } = headers;
  return rest;
}

export const contentLength = (answer: IncomingMessage): number =>
  Number(answer.headers['content-length'] ?? 0);
