import { type Readable, Transform } from 'node:stream';
import type { Behaviour } from './behaviour.ts';
import { type Occasion, strikes } from './occasion.ts';

/** The first byte of a manifest or blob is another one; headers and length stay. */
export function corruptedContent(kind: 'manifest' | 'blob', occasion: Occasion = {}): Behaviour {
  const isStruck = strikes(occasion);
  return {
    alter(request, answer) {
      const { method, route } = request;
      if (method !== 'GET' || route.kind !== kind || answer.status >= 300) return undefined;
      if (answer.body === undefined || !isStruck(request)) return undefined;
      const { body } = answer;
      return { ...answer, body: Buffer.isBuffer(body) ? corrupt(body) : corruptStream(body) };
    },
  };
}

function corrupt(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  changed[0] = (changed[0] ?? 0) ^ 1;
  return changed;
}

function corruptStream(stream: Readable): Readable {
  let isFirst = true;
  return stream.pipe(
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        done(null, isFirst ? corrupt(chunk) : chunk);
        isFirst = false;
      },
    }),
  );
}
