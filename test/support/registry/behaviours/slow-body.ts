import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Behaviour } from './behaviour.ts';
import { type Occasion, strikes } from './occasion.ts';

/** Bodies of blobs trickle. */
export function slowBody(chunkBytes: number, pauseMs: number, occasion: Occasion = {}): Behaviour {
  const isStruck = strikes(occasion);
  return {
    alter(request, answer) {
      const { body } = answer;
      if (request.route.kind !== 'blob' || body === undefined || !isStruck(request))
        return undefined;
      const source = Buffer.isBuffer(body) ? [body] : body;
      return { ...answer, body: Readable.from(trickle(source, chunkBytes, pauseMs)) };
    },
  };
}

async function* trickle(
  source: Iterable<Buffer> | AsyncIterable<Buffer>,
  chunkBytes: number,
  pauseMs: number,
): AsyncGenerator<Buffer> {
  for await (const bytes of source) {
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      yield bytes.subarray(at, at + chunkBytes);
      await sleep(pauseMs);
    }
  }
}
