import { type Fault, isDownload } from './fault.ts';

/** One byte of the body differs; its length and the headers do not. */
export const flippedByte = (): Fault => ({
  name: 'flipped-byte',
  concerns: isDownload,
  play: async ({ forward, relay }) => relay(await forward(), { body: flipFirst }),
});

async function* flipFirst(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of chunks) {
    if (isFirst) chunk.writeUInt8(chunk.readUInt8(0) ^ 1, 0);
    isFirst = false;
    yield chunk;
  }
}
