import type { Digest } from '../oci/digest.ts';
import { digestTagPrefix } from '../oci/digest-tag.ts';
import { fetchManifest, pushManifest } from '../registry/manifests.ts';
import { isSameRepository } from '../registry/repository.ts';
import { findTagsWithPrefix } from '../registry/tags.ts';
import { allSettled, type CopyOptions, copyGraph } from './copy-graph.ts';
import { fetchGraph } from './graph.ts';

/**
 * Takes along what hangs on a digest under tags named after it: cosign's signatures, attestations and
 * SBOMs, and our records. A tag that the destination has is left as it is.
 * @returns the tags that were added
 */
export async function copyAttached(
  digest: Digest,
  options: CopyOptions,
): Promise<readonly string[]> {
  const { source, destination } = options;
  if (isSameRepository(source, destination)) return [];
  const prefix = digestTagPrefix(digest);
  const [there, here] = await Promise.all([
    findTagsWithPrefix(source, prefix),
    findTagsWithPrefix(destination, prefix),
  ]);
  const missing = there.tags.filter((tag) => !here.tags.includes(tag));
  await allSettled(
    missing.map(async (tag) => {
      const graph = await fetchGraph(source, await fetchManifest(source, tag));
      await copyGraph(graph, options);
      await pushManifest(destination, graph.root, tag);
    }),
  );
  return missing;
}
