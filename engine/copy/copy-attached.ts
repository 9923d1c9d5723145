import { Failure } from '../failures.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { digestTagPrefix } from '../oci/digest-tag.ts';
import type { Manifest } from '../oci/manifest.ts';
import { findManifest, pushManifest, resolveManifest } from '../registry/manifests.ts';
import { listReferrers } from '../registry/referrers.ts';
import { allSettled, copyGraph } from './copy-graph.ts';
import type { CopyOptions } from './copy-options.ts';
import { type Attached, type Carry, digestTags, findAttached } from './find-attached.ts';

/** What went along, and what of it the destination keeps no track of. */
export interface AttachedOutcome {
  readonly count: number;
  readonly untracked: readonly Manifest[];
}

/**
 * Takes along what hangs on an image. A tag that the destination has is left as it is, unless ours holds all
 * that it holds and more: cosign adds signatures to one tag.
 * @param subjects digests of the image's own manifests
 */
export async function copyAttached(
  subjects: readonly Digest[],
  carry: Carry,
  options: CopyOptions,
): Promise<AttachedOutcome> {
  const { source, destination } = options;
  const tagsThere = await digestTags(destination);
  const there = new Set((await Promise.all(subjects.map(tagsThere))).flat());
  const prefixes = subjects.map(digestTagPrefix);
  const attached = await findAttached(source, subjects, carry, (tag) => there.has(tag));
  const listings = new Map<Digest, Promise<readonly Descriptor[]>>();
  const untracked: Manifest[] = [];
  let count = 0;
  await allSettled(attached.map(copyOne));
  return { count, untracked };

  async function copyOne({ graph, tags }: Attached): Promise<void> {
    if (tags.length === 0 && (await isThere(graph.root))) return;
    const wanted: string[] = [];
    for (const tag of tags) if (await adds(tag, graph.root)) wanted.push(tag);
    if (tags.length > 0 && wanted.length === 0) return;
    const [first, ...others] = wanted;
    try {
      untracked.push(...(await copyGraph(graph, options, first)));
      for (const tag of others) await pushManifest(destination, graph.root, tag);
      count += 1;
    } catch (error) {
      // What the registry keeps from moving stays as it is.
      const isKept = error instanceof Failure && error.code === 'TAG_IMMUTABLE';
      if (!isKept) throw error;
    }
  }

  async function adds(tag: string, ours: Manifest): Promise<boolean> {
    const isListed = prefixes.some((prefix) => tag.startsWith(prefix));
    if (isListed && !there.has(tag)) return true;
    const theirs = await findManifest(destination, tag);
    if (theirs === undefined) return true;
    const held = new Set(partsOf(ours));
    const isOurs = theirs.descriptor.digest === ours.descriptor.digest;
    return !isOurs && partsOf(theirs).every((part) => held.has(part));
  }

  /** A run that was cut short may have left a referrer that nothing leads to yet. */
  async function isThere(referrer: Manifest): Promise<boolean> {
    const { digest } = referrer.descriptor;
    if ((await resolveManifest(destination, digest)) === undefined) return false;
    const subject = referrer.subjectDescriptor?.digest;
    const listed = subject === undefined ? [] : await referrersOf(subject);
    if (!listed.some((one) => one.digest === digest)) untracked.push(referrer);
    return true;
  }

  function referrersOf(subject: Digest): Promise<readonly Descriptor[]> {
    const listing = listings.get(subject) ?? listReferrers(destination, subject);
    listings.set(subject, listing);
    return listing;
  }
}

/** cosign keeps a signature in an annotation of its layer. The config names its layers, so it is left out. */
function partsOf(manifest: Manifest): readonly string[] {
  const parts = manifest.isIndex ? manifest.manifests : manifest.layers;
  return parts.map(({ digest, annotations = {} }) =>
    JSON.stringify([digest, Object.entries(annotations).sort()]),
  );
}
