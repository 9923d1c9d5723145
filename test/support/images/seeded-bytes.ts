import { createCipheriv, createHash } from 'node:crypto';

/** `length` bytes that no compressor shrinks, the same ones for the same seed, in chunks of up to 1 MiB. */
export function* seededChunks(seed: string, length: number): Generator<Buffer> {
  const key = createHash('sha256').update(seed).digest().subarray(0, 16);
  const cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  const zeros = Buffer.alloc(Math.min(length, 1 << 20));
  for (let left = length; left > 0; left -= zeros.length) {
    yield cipher.update(zeros.subarray(0, left));
  }
}
