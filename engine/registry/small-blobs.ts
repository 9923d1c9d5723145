import type { Descriptor } from '../oci/descriptor.ts';
import { algorithmOf, digestOf } from '../oci/digest.ts';
import { finishUpload, hasBlob, openBlob, openUpload, uploadInOneRequest } from './blobs.ts';
import { contentDiffers, oddAnswer } from './failures.ts';
import type { Repository } from './repository.ts';

/** How a blob that is in memory gets there: `asking` first whether it is there already. */
export type PushManner = 'asking' | 'unasked';

const MOST_ATTEMPTS = 4;

/** Stores a blob that is in memory. */
export async function pushBytes(
  repository: Repository,
  descriptor: Descriptor,
  bytes: Uint8Array,
  manner: PushManner,
): Promise<void> {
  if (manner === 'asking' && (await hasBlob(repository, descriptor))) return;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    if (repository.registry.traits.oneRequestUploads === 'works') {
      if ((await uploadInOneRequest(repository, descriptor, bytes)).outcome === 'stored') return;
    }
    const session = await openUpload(repository);
    if (await finishUpload(repository, session, descriptor, bytes)) return;
  }
  throw oddAnswer(repository, `it lost the upload of ${descriptor.digest} ${MOST_ATTEMPTS} times`);
}

/**
 * Reads a small blob into memory, verified.
 * @throws Failure CONTENT_DIFFERS, BLOB_ABSENT
 */
export async function fetchBytes(
  repository: Repository,
  descriptor: Descriptor,
): Promise<Uint8Array> {
  const { chunks } = await openBlob(repository, descriptor);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of chunks) {
    length += part.length;
    if (length > descriptor.size) break;
    parts.push(part);
  }
  const bytes = Buffer.concat(parts);
  const found = digestOf(bytes, algorithmOf(descriptor.digest));
  if (found !== descriptor.digest) throw contentDiffers(repository, descriptor.digest, found);
  return bytes;
}
