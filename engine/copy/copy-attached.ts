import { Failure } from '../failures.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { digestTagPrefix } from '../oci/digest-tag.ts';
import type { Manifest } from '../oci/manifest.ts';
import { documentIn, imageFormOf } from '../registry/image-form.ts';
import { findManifest, resolveManifest } from '../registry/manifests.ts';
import { listReferrers } from '../registry/referrers.ts';
import { fetchBytes, pushBytes } from '../registry/small-blobs.ts';
import { allSettled, copyGraph } from './copy-graph.ts';
import type { CopyOptions } from './copy-options.ts';
import { artifactRefused } from './failures.ts';
import { type Attached, type Carry, digestTags, findAttached } from './find-attached.ts';
import { putTag } from './put-tag.ts';

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
  const { source, destination, clock } = options;
  const { traits } = destination.registry;
  const listing = tagsThere();
  const [there, attached] = await Promise.all([
    listing,
    findAttached(source, subjects, carry, async (tag) => (await listing).has(tag)),
  ]);
  const prefixes = subjects.map(digestTagPrefix);
  const listings = new Map<Digest, Promise<readonly Descriptor[]>>();
  const untracked: Manifest[] = [];
  let count = 0;
  await allSettled(attached.map(copyOne));
  return { count, untracked };

  async function tagsThere(): Promise<ReadonlySet<string>> {
    const tagsOf = await digestTags(destination);
    return new Set((await Promise.all(subjects.map(tagsOf))).flat());
  }

  async function copyOne({ graph, tags }: Attached): Promise<void> {
    if (tags.length === 0 && (await isThere(graph.root))) return;
    const wanted: string[] = [];
    for (const tag of tags) if (await adds(tag, graph.root)) wanted.push(tag);
    if (tags.length > 0 && wanted.length === 0) return;
    const document = documentIn(graph.root);
    if (document !== undefined && traits.artifacts === 'fails') {
      await storeDocument(graph.root, document, wanted);
      count += 1;
      return;
    }
    const [first, ...others] = wanted;
    try {
      untracked.push(...(await copyGraph(graph, options, first)));
      for (const tag of others) await putTag(destination, graph.root, tag, clock);
      count += 1;
    } catch (error) {
      const code = error instanceof Failure ? error.code : undefined;
      // What the registry keeps from moving stays as it is.
      if (code === 'TAG_IMMUTABLE') return;
      const isRefused = code === 'UNEXPECTED_ANSWER' && traits.artifacts !== 'works';
      if (document === undefined || !isRefused) throw error;
      await storeDocument(graph.root, document, wanted, error);
      traits.artifacts = 'fails';
      count += 1;
    }
  }

  /** As an image in name, where the registry takes nothing else. */
  async function storeDocument(
    { annotations, descriptor }: Manifest,
    document: Descriptor,
    wanted: readonly string[],
    cause?: unknown,
  ): Promise<void> {
    if (wanted.length === 0)
      throw artifactRefused(destination, descriptor.digest, document.mediaType, cause);
    const { manifest, config, configDescriptor } = imageFormOf(document, annotations);
    await pushBytes(destination, document, await fetchBytes(source, document), 'asking');
    await pushBytes(destination, configDescriptor, config, 'asking');
    for (const tag of wanted) await putTag(destination, manifest, tag, clock);
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
