import { symlink } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Puts tags beside one that is there, in the folders of distribution, which is quicker than to push each.
 * @param root folder of its filesystem driver
 */
export async function linkTags(
  root: string,
  repository: string,
  existing: string,
  tags: readonly string[],
): Promise<void> {
  const folder = join(root, 'docker/registry/v2/repositories', repository, '_manifests/tags');
  await Promise.all(tags.map((tag) => symlink(existing, join(folder, tag))));
}
