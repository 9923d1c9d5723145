const BLOCK = 512;

/** A regular file in a tar archive. */
export interface TarFile {
  /** At most 100 characters. */
  readonly path: string;
  readonly size: number;
  readonly chunks: Iterable<Buffer>;
}

/**
 * A POSIX ustar archive of regular files, owned by root and dated 1970.
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
 */
export function* tar(files: readonly TarFile[]): Generator<Buffer> {
  for (const { path, size, chunks } of files) {
    yield header(path, size);
    yield* chunks;
    yield Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

function header(path: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  block.write(path, 0, 100);
  block.write(octal(0o644, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(0, 11), 136);
  block.write(' '.repeat(8), 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
