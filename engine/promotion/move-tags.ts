import { Failure } from '../failures.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import type { Manifest } from '../oci/manifest.ts';
import { pushManifest, resolveManifest } from '../registry/manifests.ts';
import type { Repository } from '../registry/repository.ts';
import type { TagPlan } from './plan.ts';

/**
 * Puts tags on an image, the build-bound ones first, and reads each back.
 * @throws Failure TAG_LOST when somebody else moved a tag at the same time, or the registry refuses the image
 */
export async function moveTags(
  repository: Repository,
  manifest: Manifest,
  tags: readonly TagPlan[],
  print: (line: string) => void,
): Promise<void> {
  const { digest } = manifest.descriptor;
  const ordered = [...tags].sort((a, b) => Number(b.isBuildBound) - Number(a.isBuildBound));
  for (const { name, now } of ordered) {
    if (now === digest) continue;
    await requireUnmoved(repository, digest, [{ name, now }]);
    const { outcome } = await pushManifest(repository, manifest, name);
    const after = outcome === 'stored' ? await resolveManifest(repository, name) : undefined;
    if (after?.digest !== digest) throw tagLost(repository, name, digest, after?.digest);
    const before = now === undefined ? '' : `, was ${shortDigest(now)}`;
    print(`Tagged ${repository.label}:${name}${before}.`);
  }
}

/** A tag as it was when the promotion was planned. */
type SeenTag = Pick<TagPlan, 'name'> & { readonly now?: Digest | undefined };

/** @throws Failure TAG_MOVED_MEANWHILE where somebody else put a tag elsewhere since it was seen */
export async function requireUnmoved(
  repository: Repository,
  digest: Digest,
  tags: readonly SeenTag[],
): Promise<void> {
  for (const { name, now } of tags) {
    const found = (await resolveManifest(repository, name))?.digest;
    if (found !== now && found !== digest) throw movedMeanwhile(repository, name, now, found);
  }
}

const movedMeanwhile = (
  { label }: Repository,
  tag: string,
  before: Digest | undefined,
  now: Digest | undefined,
) =>
  new Failure(
    'TAG_MOVED_MEANWHILE',
    'refused',
    `Tag ${tag} of ${label} ${before === undefined ? 'did not exist' : `was at ${before}`} when this run looked first, and ${now === undefined ? 'is gone' : `is at ${now}`} now: another run moved it meanwhile.`,
    'It was left as it is. Run this stage again if this image should have it, and let one promotion into an environment run at a time (lock).',
  );

const tagLost = (repository: Repository, tag: string, digest: string, now: string | undefined) =>
  new Failure(
    'TAG_LOST',
    'unavailable',
    `Tag ${tag} of ${repository.label} was put on ${digest}, and read back it ${now === undefined ? 'is not there' : `is at ${now}`}.`,
    'Most likely another promotion moved it at the same moment: let only one run at a time (lock), and run the one that should win again.',
  );
