import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { contentsOf, type Manifest } from '../oci/manifest.ts';
import { isManifestMediaType } from '../oci/media-types.ts';
import { fetchManifest } from '../registry/manifests.ts';
import type { Repository } from '../registry/repository.ts';
import { tooDeep } from './failures.ts';

/** Everything that one digest stands for. */
export interface Graph {
  readonly root: Manifest;
  /** Each manifest once, children before the indexes that name them. */
  readonly manifests: readonly Manifest[];
  /** Each blob once; those that live elsewhere (foreign layers with `urls`) are left out. */
  readonly blobs: ReadonlyMap<Digest, Descriptor>;
}

const MOST_MANIFESTS = 2_000;
const MOST_LEVELS = 8;

/** Reads every manifest below a root: one request each, side by side. */
export async function fetchGraph(source: Repository, root: Manifest): Promise<Graph> {
  const known = new Map<Digest, Promise<Manifest>>();
  const ordered = new Map<Digest, Manifest>();
  const visits = new Map<Digest, Promise<void>>();

  await visitOnce(root, 1);
  const manifests = [...ordered.values()];
  const blobs = new Map(
    manifests
      .flatMap((manifest) =>
        manifest.isIndex ? manifest.manifests.filter(isBlob) : blobsOf(manifest),
      )
      .map((descriptor) => [descriptor.digest, descriptor]),
  );
  return { root, manifests, blobs };

  /** Indexes may share what is below them. */
  function visitOnce(manifest: Manifest, level: number): Promise<void> {
    const { digest } = manifest.descriptor;
    const visiting = visits.get(digest) ?? visit(manifest, level);
    visits.set(digest, visiting);
    return visiting;
  }

  async function visit(manifest: Manifest, level: number): Promise<void> {
    const { digest } = manifest.descriptor;
    if (level > MOST_LEVELS)
      throw tooDeep(root.descriptor.digest, `more than ${MOST_LEVELS} levels`);
    if (manifest.isIndex) {
      const children = manifest.manifests.filter((child) => !isBlob(child));
      await Promise.all(
        children.map(async (child) => visitOnce(await fetchOnce(child), level + 1)),
      );
    }
    ordered.set(digest, manifest);
  }

  function fetchOnce(descriptor: Descriptor): Promise<Manifest> {
    const fetched =
      known.get(descriptor.digest) ?? fetchManifest(source, descriptor.digest, descriptor);
    known.set(descriptor.digest, fetched);
    if (known.size > MOST_MANIFESTS) {
      throw tooDeep(root.descriptor.digest, `more than ${MOST_MANIFESTS} manifests`);
    }
    return fetched;
  }
}

/** Config and layers of an image that have to be where its manifest is. */
export function blobsOf(manifest: Manifest): readonly Descriptor[] {
  if (manifest.isIndex) return [];
  const unique = new Map(contentsOf(manifest).map((blob) => [blob.digest, blob]));
  return [...unique.values()].filter((blob) => !livesElsewhere(blob));
}

/** An index may name things that are no manifests; they are stored as blobs. */
function isBlob({ mediaType }: Descriptor): boolean {
  return !isManifestMediaType(mediaType);
}

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#non-distributable-layers */
function livesElsewhere({ mediaType, urls }: Descriptor): boolean {
  return (urls?.length ?? 0) > 0 && /nondistributable|foreign/.test(mediaType);
}
