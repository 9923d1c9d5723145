import { setTimeout as sleep } from 'node:timers/promises';
import { contentLength } from '../exchange.ts';
import { type Fault, isDownload } from './fault.ts';

/** The body comes in `pieces` with a pause before each: slow when pauses are short, stalled when they are long. */
export const slowBytes = ({ pieces = 10, pauseMs = 20 } = {}): Fault => ({
  name: 'slow-bytes',
  concerns: isDownload,
  async play({ forward, relay }) {
    const answer = await forward();
    const size = Math.ceil(contentLength(answer) / pieces);
    await relay(answer, { body: (chunks) => dribble(chunks, size, pauseMs) });
  },
});

async function* dribble(
  chunks: AsyncIterable<Buffer>,
  size: number,
  pauseMs: number,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += size) {
      await sleep(pauseMs, undefined, { ref: false });
      yield chunk.subarray(start, start + size);
    }
  }
}
