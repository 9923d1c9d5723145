import { OCI_MANIFEST } from '../../engine/oci/media-types.ts';
import { readImageFacts } from '../../engine/registry/image-facts.ts';
import { blobOf } from '../support/images/build-artifact.ts';
import { type BuiltImage, buildManifest, builtImage } from '../support/images/built-image.ts';
import { seedImage } from '../support/images/seed-image.ts';
import { manifestOf, opened } from './opened.ts';

export const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json';

/** What the engine reads of an image that is seeded into an embedded registry. */
export async function readFacts(image: BuiltImage, ...behaviours: Parameters<typeof opened>) {
  const found = await opened(...behaviours);
  seedImage(found.server.store, 'dev', 'app', image);
  return { ...found, facts: await readImageFacts(found.repository, manifestOf(image)) };
}

/** An image without layers whose config is this text. */
export function withConfig(config: string, mediaType = OCI_CONFIG, size?: number): BuiltImage {
  const bytes = Buffer.from(config);
  const descriptor = blobOf(mediaType, bytes);
  const root = buildManifest(OCI_MANIFEST, {
    config: { ...descriptor, size: size ?? descriptor.size },
    layers: [],
  });
  return builtImage(root, [], new Map([[descriptor.digest, bytes]]));
}
