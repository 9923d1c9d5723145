import type { Readable } from 'node:stream';
import type { Descriptor } from '../../../engine/oci/descriptor.ts';
import { type Digest, digestOf } from '../../../engine/oci/digest.ts';

export interface BuiltManifest {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly bytes: Buffer;
  /** `mediaType`, `digest` and `size`. */
  readonly descriptor: Descriptor;
}

/** A blob that is made anew each time it is read. */
export interface BigBlob {
  readonly size: number;
  open(): Readable;
}

/** Everything that a repository holds after an image or artifact was pushed. */
export interface BuiltImage {
  /** What a tag points to; the last of `manifests`. */
  readonly root: BuiltManifest;
  /** Children before the indexes that name them. */
  readonly manifests: readonly BuiltManifest[];
  readonly blobs: ReadonlyMap<Digest, Buffer>;
  readonly bigBlobs: ReadonlyMap<Digest, BigBlob>;
}

/** Serialises a manifest once; the bytes are the manifest from then on. */
export function buildManifest(mediaType: string, members: object): BuiltManifest {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...members }, null, 2));
  const digest = digestOf(bytes);
  return { mediaType, digest, bytes, descriptor: { mediaType, digest, size: bytes.length } };
}

/** Puts a manifest on top of what it names. */
export function builtImage(
  root: BuiltManifest,
  children: readonly BuiltImage[],
  blobs: ReadonlyMap<Digest, Buffer> = new Map(),
): BuiltImage {
  const below = children.flatMap(({ manifests }) => manifests);
  return {
    root,
    manifests: [...new Map([...below, root].map((one) => [one.digest, one])).values()],
    blobs: new Map([...children.flatMap((child) => [...child.blobs]), ...blobs]),
    bigBlobs: new Map(children.flatMap((child) => [...child.bigBlobs])),
  };
}
