import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import type { Manifest } from '../oci/manifest.ts';
import { resolveManifest } from '../registry/manifests.ts';
import { listReferrers } from '../registry/referrers.ts';
import { allSettled, copyGraph } from './copy-graph.ts';
import type { CopyOptions } from './copy-options.ts';
import { type Carry, digestTags, findAttached } from './find-attached.ts';

/** What went along, and what of it the destination keeps no track of. */
export interface AttachedOutcome {
  readonly count: number;
  readonly untracked: readonly Manifest[];
}

/**
 * Takes along what hangs on an image. A tag that the destination has is left as it is.
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
  const attached = await findAttached(source, subjects, carry, (tag) => there.has(tag));
  const listings = new Map<Digest, Promise<readonly Descriptor[]>>();
  const untracked: Manifest[] = [];
  let count = 0;
  await allSettled(
    attached.map(async ({ graph, tag }) => {
      if (tag === undefined && (await isThere(graph.root))) return;
      untracked.push(...(await copyGraph(graph, options, tag)));
      count += 1;
    }),
  );
  return { count, untracked };

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
