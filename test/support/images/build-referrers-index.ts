import { algorithmOf, type Digest, hexOf } from '../../../engine/oci/digest.ts';
import { OCI_INDEX } from '../../../engine/oci/media-types.ts';
import { type BuiltImage, buildManifest, builtImage } from './built-image.ts';

/** The index that stands in for the referrers API, to be pushed under `referrersTag`. */
export function buildReferrersIndex(referrers: readonly BuiltImage[]): BuiltImage {
  const root = buildManifest(OCI_INDEX, {
    manifests: referrers.map(({ root: { descriptor, bytes } }) => {
      const { artifactType } = JSON.parse(bytes.toString()) as { artifactType?: string };
      return { ...descriptor, ...(artifactType !== undefined && { artifactType }) };
    }),
  });
  return builtImage(root, referrers);
}

/** @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#referrers-tag-schema */
export function referrersTag(digest: Digest): string {
  return `${algorithmOf(digest)}-${hexOf(digest).slice(0, 64)}`;
}
