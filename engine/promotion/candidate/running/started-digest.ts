import type { RunningImage } from '../../../docker/what-runs.ts';
import { type Digest, isDigest } from '../../../oci/digest.ts';
import { findManifest } from '../../../registry/manifests.ts';
import { fetchPlatformManifests } from '../../../registry/platform-manifests.ts';
import type { Repository } from '../../../registry/repository.ts';
import { nameOfImage, tagOfImage } from './image-name.ts';

/**
 * The digest, in a repository, of what was started: as the reference pins it, else one that the engine or the
 * tag names and whose config is what the engine started.
 * @param names under which the repository's image may run
 * @returns undefined where nothing proves it
 */
export async function startedDigest(
  { image, digest, imageId, repoDigests }: RunningImage,
  names: readonly string[],
  repository: Repository,
): Promise<Digest | undefined> {
  if (digest !== undefined) return digest;
  if (imageId === undefined) return undefined;
  const known = repoDigests
    .filter((one) => names.includes(nameOfImage(one) ?? ''))
    .map((one) => one.slice(one.indexOf('@') + 1));
  const tag = names.includes(nameOfImage(image) ?? '') ? tagOfImage(image) : undefined;
  const proven: Digest[] = [];
  for (const named of [...known, ...(tag === undefined ? [] : [tag])]) {
    const found = await provenDigest(repository, named, imageId);
    if (found !== undefined && !proven.includes(found.digest)) {
      // An index is what was built; one of its platforms is what an engine chose.
      if (found.isIndex) proven.unshift(found.digest);
      else proven.push(found.digest);
    }
  }
  return proven[0];
}

/** @param imageId digest of the config, or of manifest or index on an engine with containerd's image store */
async function provenDigest(repository: Repository, named: string, imageId: string) {
  const manifest = await findManifest(repository, named);
  if (manifest === undefined) return undefined;
  const { digest } = manifest.descriptor;
  const found = { digest, isIndex: manifest.isIndex };
  if (!isDigest(imageId) || digest === imageId) return digest === imageId ? found : undefined;
  const platforms = await fetchPlatformManifests(repository, manifest);
  const isStarted = platforms.some(
    ({ manifest: one }) => one.config.digest === imageId || one.descriptor.digest === imageId,
  );
  return isStarted ? found : undefined;
}
