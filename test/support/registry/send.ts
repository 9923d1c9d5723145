import type { ServerResponse } from 'node:http';
import { Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, page } from './answer.ts';

/** Answers a request; a client that hangs up is no error, a bug of this registry is a 500 that says so. */
export async function reply(
  response: ServerResponse,
  method: string,
  answer: () => Promise<Answer>,
): Promise<void> {
  try {
    await send(response, await answer(), method);
  } catch (error) {
    const isGone = response.headersSent || response.destroyed || response.socket?.destroyed;
    if (isGone !== false) response.destroy();
    else await send(response, page(500, `The test registry failed: ${error}`), method);
  }
}

/** Writes an answer, or as much of it as `cut` leaves. */
async function send(response: ServerResponse, answer: Answer, method: string): Promise<void> {
  const { status, headers, body, cut } = answer;
  if (status === 0) return reset(response);
  response.writeHead(status, headers);
  if (method === 'HEAD' || body === undefined) {
    if (body instanceof Readable) body.destroy();
    response.end();
    return;
  }
  if (cut !== undefined) return sendPart(response, body, cut);
  if (body instanceof Readable) return pipeline(body, response);
  response.end(body);
}

/** A reset takes away what the client has not read yet; this long it gets, to have read the part. */
const READ_TIME_MS = 25;

async function sendPart(
  response: ServerResponse,
  body: Buffer | Readable,
  { afterBytes, by }: NonNullable<Answer['cut']>,
): Promise<void> {
  const source = body instanceof Readable ? body : Readable.from([body]);
  const part = source.pipe(firstBytes(afterBytes));
  await pipeline(part, response as Writable, { end: false });
  source.destroy();
  if (by === 'close') {
    response.socket?.end();
    return;
  }
  await sleep(READ_TIME_MS);
  reset(response);
}

function firstBytes(limit: number): Transform {
  let left = limit;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const part = chunk.subarray(0, left);
      left -= part.length;
      done(null, part);
    },
  });
}

/** TLS sockets know no reset; closing without TLS's own farewell is as near as it gets. */
function reset({ socket }: ServerResponse): void {
  if (socket === null) return;
  if ('encrypted' in socket) socket.destroy();
  else socket.resetAndDestroy();
}
