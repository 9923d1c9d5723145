import { crc32 } from 'node:zlib';

export type Compression = 'none' | 'gzip' | 'zstd';

/** Wraps bytes in a valid frame without shrinking them, so that digests depend on no library's version. */
export function compress(chunks: Iterable<Buffer>, compression: Compression): Iterable<Buffer> {
  if (compression === 'gzip') return gzip(chunks);
  return compression === 'zstd' ? zstd(chunks) : chunks;
}

/** @see https://www.rfc-editor.org/rfc/rfc1952 and stored blocks in https://www.rfc-editor.org/rfc/rfc1951#section-3.2.4 */
function* gzip(chunks: Iterable<Buffer>): Generator<Buffer> {
  let checksum = 0;
  let size = 0;
  yield Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
  for (const part of split(chunks, 0xffff)) {
    checksum = crc32(part, checksum);
    size += part.length;
    yield storedBlock(part.length, 0);
    yield part;
  }
  yield storedBlock(0, 1);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(checksum, 0);
  trailer.writeUInt32LE(size % 2 ** 32, 4);
  yield trailer;
}

function storedBlock(length: number, isLast: 0 | 1): Buffer {
  const head = Buffer.from([isLast, 0, 0, 0, 0]);
  head.writeUInt16LE(length, 1);
  head.writeUInt16LE(length ^ 0xffff, 3);
  return head;
}

/** @see raw blocks in https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1.2 */
function* zstd(chunks: Iterable<Buffer>): Generator<Buffer> {
  const WINDOW_OF_1_MIB = 0x50;
  yield Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, WINDOW_OF_1_MIB]);
  for (const part of split(chunks, 1 << 17)) {
    yield rawBlock(part.length, 0);
    yield part;
  }
  yield rawBlock(0, 1);
}

function rawBlock(length: number, isLast: 0 | 1): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntLE(length * 8 + isLast, 0, 3);
  return head;
}

function* split(chunks: Iterable<Buffer>, limit: number): Generator<Buffer> {
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += limit) yield chunk.subarray(at, at + limit);
  }
}
