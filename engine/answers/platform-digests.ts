import type { Digest } from '../oci/digest.ts';
import { findManifest } from '../registry/manifests.ts';
import type { Repository } from '../registry/repository.ts';

/** A digest and, of an index, those of its platforms, by which it may run as well; by the first repository that has it. */
export async function digestsOfPlatforms(
  repositories: readonly Repository[],
  digest: Digest,
): Promise<ReadonlySet<Digest>> {
  for (const repository of repositories) {
    const manifest = await findManifest(repository, digest);
    if (manifest === undefined) continue;
    const below = manifest.isIndex ? manifest.manifests.map((one) => one.digest) : [];
    return new Set([digest, ...below]);
  }
  return new Set([digest]);
}
