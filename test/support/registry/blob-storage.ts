import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';

/** Bytes at rest. */
export interface StoredBlob {
  readonly size: number;
  /** @param start first byte @param end last byte, inclusive */
  read(start: number, end: number): Buffer | Readable;
  remove(): Promise<void>;
}

/** Bytes while they arrive. */
export interface Draft {
  append(chunk: Buffer): Promise<void>;
  finish(): Promise<StoredBlob>;
  discard(): Promise<void>;
}

/** Where blobs are kept: a folder, or memory. */
export interface BlobStorage {
  draft(): Promise<Draft>;
}

export const memoryStorage: BlobStorage = {
  async draft() {
    let chunks: Buffer[] = [];
    return {
      append: async (chunk) => void chunks.push(chunk),
      finish: async () => memoryBlob(Buffer.concat(chunks)),
      discard: async () => {
        chunks = [];
      },
    };
  },
};

export function memoryBlob(bytes: Buffer): StoredBlob {
  return {
    size: bytes.length,
    read: (start, end) => bytes.subarray(start, end + 1),
    remove: async () => undefined,
  };
}

/** Keeps every blob in a file of its own, so that large ones never stay in memory. */
export function folderStorage(folder: string): BlobStorage {
  return {
    async draft() {
      await mkdir(folder, { recursive: true });
      const file = join(folder, randomUUID());
      const handle = await open(`${file}.part`, 'w');
      let size = 0;
      return {
        async append(chunk) {
          size += chunk.length;
          await handle.writeFile(chunk);
        },
        async finish() {
          await handle.close();
          await rename(`${file}.part`, file);
          return fileBlob(file, size);
        },
        async discard() {
          await handle.close();
          await rm(`${file}.part`, { force: true });
        },
      };
    },
  };
}

function fileBlob(file: string, size: number): StoredBlob {
  return {
    size,
    read: (start, end) =>
      end < start
        ? Readable.from([])
        : createReadStream(file, { start, end, highWaterMark: 1 << 20 }),
    remove: () => rm(file, { force: true }),
  };
}
