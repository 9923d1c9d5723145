import { SMALL_BODY_BYTES } from '../http/request.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { algorithmOf, digestOf } from '../oci/digest.ts';
import { finishUpload, hasBlob, openUpload, uploadInOneRequest } from './blobs.ts';
import { blobAbsent, contentDiffers, oddAnswer, unexpectedAnswer } from './failures.ts';
import { READ_ATTEMPTS } from './manifests.ts';
import { apiUrl, type Repository, send } from './repository.ts';

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
 * Reads a small blob into memory, verified; from its manifest where that embeds it.
 * @throws Failure CONTENT_DIFFERS, BLOB_ABSENT
 */
export async function fetchBytes(
  repository: Repository,
  descriptor: Descriptor,
): Promise<Uint8Array> {
  const { digest, size, data } = descriptor;
  if (data !== undefined && digestOf(data, algorithmOf(digest)) === digest) return data;
  for (let attempt = 1; ; attempt += 1) {
    const response = await send(repository, 'pull', {
      method: 'GET',
      url: apiUrl(repository, `blobs/${digest}`),
      readBytes: Math.max(size, SMALL_BODY_BYTES),
    });
    if (response.status === 404) throw blobAbsent(repository, descriptor);
    if (response.status !== 200) {
      throw unexpectedAnswer(response, 'pull', `read blob ${digest} of`, repository);
    }
    if (response.body === undefined) {
      throw contentDiffers(repository, digest, `larger than ${size} bytes`);
    }
    const found = digestOf(response.body, algorithmOf(digest));
    if (found === digest) return response.body;
    if (attempt === READ_ATTEMPTS) throw contentDiffers(repository, digest, found);
  }
}
