import { Failure, oneLine } from '../failures.ts';
import type { Descriptor, Platform } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { EMPTY_DESCRIPTOR } from '../oci/empty-json.ts';
import type { ImageManifest, Manifest } from '../oci/manifest.ts';
import { isManifestMediaType } from '../oci/media-types.ts';
import { fetchManifest } from './manifests.ts';
import type { Repository } from './repository.ts';

/** The manifest of one image, and the platform that its index gives for it. */
export interface PlatformManifest {
  readonly manifest: ImageManifest;
  readonly platform?: Platform;
}

const MOST_LEVELS = 8;
/** Windows images come for a dozen releases each; nothing that people run comes for hundreds. */
const MOST_MANIFESTS = 500;

/**
 * Reads the manifests that a container engine could choose: one request each, side by side. Left out is what
 * none can run: attestations of BuildKit (`unknown/unknown`), artifacts with the empty config, and blobs.
 * @throws Failure NO_IMAGE, INDEX_TOO_LARGE
 */
export async function fetchPlatformManifests(
  repository: Repository,
  root: Manifest,
): Promise<readonly PlatformManifest[]> {
  const fetched = new Map<Digest, Promise<Manifest>>();
  let visited = 0;
  const found = await visit(root, 1);
  if (found.length === 0) throw noImage(repository, root, 'there is no image in it');
  return found;

  async function visit(
    manifest: Manifest,
    level: number,
    platform?: Platform,
  ): Promise<readonly PlatformManifest[]> {
    visited += 1;
    if (level > MOST_LEVELS || visited > MOST_MANIFESTS) throw tooLarge(repository, root);
    if (manifest.isIndex) {
      const below = manifest.manifests.filter(isPlatform).map(async (child) => {
        if (!isManifestMediaType(child.mediaType)) {
          throw noImage(repository, root, `one platform of it is ${oneLine(child.mediaType, 100)}`);
        }
        return visit(await fetchOnce(child), level + 1, child.platform);
      });
      return (await Promise.all(below)).flat();
    }
    const isArtifact = manifest.config.digest === EMPTY_DESCRIPTOR.digest;
    if (isArtifact && platform === undefined) return [];
    return [{ manifest, ...(platform !== undefined && { platform }) }];
  }

  function fetchOnce(descriptor: Descriptor): Promise<Manifest> {
    const { digest } = descriptor;
    const promised = fetched.get(digest) ?? fetchManifest(repository, digest, descriptor);
    fetched.set(digest, promised);
    return promised;
  }
}

/** An engine goes by what the index says of the platform, so a hidden image is one that it cannot find either. */
function isPlatform({ mediaType, platform }: Descriptor): boolean {
  if (platform === undefined) return isManifestMediaType(mediaType);
  return platform.os !== 'unknown' || platform.architecture !== 'unknown';
}

export const noImage = ({ label }: Repository, { descriptor }: Manifest, why: string) =>
  new Failure(
    'NO_IMAGE',
    'content',
    `${label}@${descriptor.digest} is no container image: ${why}.`,
    'Gates that read an image (labels, platforms, size, age, user, base-image, ports) are for container images; leave them out for charts and other artifacts.',
  );

const tooLarge = ({ label }: Repository, { descriptor }: Manifest) =>
  new Failure(
    'INDEX_TOO_LARGE',
    'content',
    `${label}@${descriptor.digest} is an index of more than ${MOST_LEVELS} levels or ${MOST_MANIFESTS} manifests, which no honest image is.`,
    'Push the platforms that are in use as one flat index.',
  );
