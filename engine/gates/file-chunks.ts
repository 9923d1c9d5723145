import { open } from 'node:fs/promises';

const CHUNK_BYTES = 64 * 1024;

/**
 * What is in a file, piece by piece. Every piece is in the same memory, and gone when the next one is asked for:
 * as buffers of their own, they would wait for the garbage collector by the dozen megabytes.
 */
export async function* fileChunks(
  location: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  const file = await open(location);
  try {
    while (true) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
