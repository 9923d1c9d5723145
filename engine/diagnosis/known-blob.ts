import { Failure } from '../failures.ts';
import { EMPTY_BYTES, EMPTY_DESCRIPTOR } from '../oci/empty-json.ts';
import type { Repository } from '../registry/repository.ts';
import { fetchBytes } from '../registry/small-blobs.ts';

/** The empty config, which every record has: once something was recorded, it is in the repository. */
export const KNOWN_BYTES = EMPTY_BYTES;
export const KNOWN_BLOB = EMPTY_DESCRIPTOR;

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
