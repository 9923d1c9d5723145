import { Failure } from '../failures.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { digestOf } from '../oci/digest.ts';
import { EMPTY_JSON } from '../oci/media-types.ts';
import type { Repository } from '../registry/repository.ts';
import { fetchBytes } from '../registry/small-blobs.ts';

/** The empty config, which every record has: once something was recorded, it is in the repository. */
export const KNOWN_BYTES = Buffer.from('{}');
export const KNOWN_BLOB: Descriptor = {
  mediaType: EMPTY_JSON,
  digest: digestOf(KNOWN_BYTES),
  size: KNOWN_BYTES.length,
};

/** Read, not only asked for, since some registries say wrongly that they have a blob (nexus-public#264). */
export async function hasKnownBlob(repository: Repository): Promise<boolean> {
  try {
    await fetchBytes(repository, KNOWN_BLOB);
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
