import type { Digest } from '../oci/digest.ts';
import type { Repository } from '../registry/repository.ts';

/** `host/name@sha256:…`, as steps return it. */
export function referenceOf(repository: Repository, digest: Digest): string {
  return `${repository.label}@${digest}`;
}
