import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Descriptor } from '../../../engine/oci/descriptor.ts';
import type { Digest } from '../../../engine/oci/digest.ts';
import type { BigBlob } from './built-image.ts';
import { type Compression, compress } from './compression.ts';
import { seededChunks } from './seeded-bytes.ts';
import { tar } from './tar.ts';

export interface LayerOptions {
  /** Names the one file in the layer and decides its bytes. */
  readonly seed: string;
  readonly fileBytes: number;
  readonly format: 'oci' | 'docker';
  readonly compression: Compression;
  readonly algorithm: 'sha256' | 'sha512';
}

export interface Layer {
  readonly descriptor: Descriptor;
  readonly diffId: string;
  readonly content: BigBlob;
  bytes(): Buffer;
}

/** A root file system layer with one incompressible file; nothing of it is kept in memory. */
export function buildLayer(options: LayerOptions): Layer {
  const { seed, fileBytes, compression, algorithm } = options;
  const archive = () =>
    tar([{ path: fileName(seed), size: fileBytes, chunks: seededChunks(seed, fileBytes) }]);
  const diff = createHash('sha256');
  const whole = createHash(algorithm);
  let size = 0;
  for (const chunk of compress(watch(archive(), diff), compression)) {
    whole.update(chunk);
    size += chunk.length;
  }
  const digest = `${algorithm}:${whole.digest('hex')}` as Digest;
  return {
    descriptor: { mediaType: layerMediaType(options), digest, size },
    diffId: `sha256:${diff.digest('hex')}`,
    content: { size, open: () => Readable.from(compress(archive(), compression)) },
    bytes: () => Buffer.concat([...compress(archive(), compression)]),
  };
}

function* watch(chunks: Iterable<Buffer>, hash: { update(bytes: Buffer): unknown }) {
  for (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

function fileName(seed: string): string {
  return `srv/${seed.replaceAll(/[^A-Za-z0-9.-]+/g, '-').slice(-90)}`;
}

function layerMediaType({ format, compression }: LayerOptions): string {
  const suffix = compression === 'none' ? '' : compression;
  if (format === 'oci') {
    return `application/vnd.oci.image.layer.v1.tar${suffix && `+${suffix}`}`;
  }
  return `application/vnd.docker.image.rootfs.diff.tar${suffix && `.${suffix}`}`;
}
