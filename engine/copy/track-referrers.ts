import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import type { Manifest } from '../oci/manifest.ts';
import { keepReferrers } from '../registry/referrers.ts';
import type { Repository } from '../registry/repository.ts';
import { allSettled } from './copy-graph.ts';

/**
 * Keeps the fallback index of each subject where the registry has no referrers API; a tag that it keeps from
 * moving is left.
 */
export async function trackReferrers(
  repository: Repository,
  manifests: readonly Manifest[],
): Promise<void> {
  const bySubject = new Map<Digest, Descriptor[]>();
  for (const manifest of manifests) {
    const subject = manifest.subjectDescriptor?.digest;
    if (subject === undefined) continue;
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), referrerOf(manifest)]);
  }
  await allSettled(
    [...bySubject].map(async ([subject, referrers]) => {
      await keepReferrers(repository, subject, referrers);
    }),
  );
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers says what is in it. */
function referrerOf(manifest: Manifest): Descriptor {
  const { descriptor, annotations } = manifest;
  const type = manifest.artifactType ?? (manifest.isIndex ? undefined : manifest.config.mediaType);
  return { ...descriptor, annotations, ...(type !== undefined && { artifactType: type }) };
}
