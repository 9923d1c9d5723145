import type { Digest } from '../../../engine/oci/digest.ts';
import type { Store } from '../registry/store.ts';
import type { BuiltImage } from './built-image.ts';

/** Puts an image straight into an embedded registry: no request, no policy, no fault. */
export function seedImage(
  store: Store,
  repository: string,
  name: string,
  image: BuiltImage,
  tags: readonly string[] = [],
): Digest {
  if (image.bigBlobs.size > 0)
    throw new Error('Push big layers by pushImage; they are not kept in memory.');
  for (const [digest, bytes] of image.blobs) store.putBlob(repository, digest, bytes);
  for (const { digest, bytes, mediaType } of image.manifests) {
    store.putManifest(repository, name, bytes, mediaType, digest);
  }
  for (const tag of tags) store.putTag(repository, name, tag, image.root.digest);
  return image.root.digest;
}
