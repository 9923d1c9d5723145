import type { Digest } from '../oci/digest.ts';
import type { Manifest } from '../oci/manifest.ts';
import { pushManifest } from '../registry/manifests.ts';
import { isSameRegistry } from '../registry/repository.ts';
import { createBlobSender } from './blob-sender.ts';
import type { CopyOptions } from './copy-options.ts';
import { stillMissing } from './failures.ts';
import { blobsOf, type Graph } from './graph.ts';

/** How often one blob or manifest may be called unknown after it was sent. */
const MOST_SENDS = 3;

/**
 * Brings a graph to a repository: blobs first, then manifests under their digests, the root last. Nothing is
 * sent that the destination has, and nothing is believed that it did not prove.
 * @param tag what the root is stored under, in place of its digest
 * @returns manifests with a subject that the registry does not keep track of: it has no referrers API
 * @throws Failure naming the side that failed
 */
export async function copyGraph(
  graph: Graph,
  options: CopyOptions,
  tag?: string,
): Promise<readonly Manifest[]> {
  const { source, destination, places, isDestinationEmpty } = options;
  const { traits } = destination.registry;
  const root = graph.root.descriptor.digest;
  const blobs = createBlobSender(graph, options);
  const stored = new Map<Digest, Promise<void>>();
  const untracked: Manifest[] = [];

  if (isSameRegistry(source, destination)) {
    for (const digest of graph.blobs.keys()) places.add(digest, source);
  }
  await blobs.learn();
  await storeOnce(graph.root);
  return untracked;

  function storeOnce(manifest: Manifest): Promise<void> {
    const { digest } = manifest.descriptor;
    const storing = stored.get(digest) ?? store(manifest);
    stored.set(digest, storing);
    return storing;
  }

  async function store(manifest: Manifest): Promise<void> {
    const contents = contentBlobs(manifest).map((blob) => blob.digest);
    await allSettled(childrenOf(manifest).map(storeOnce));
    const asksByManifest = contents.length > 0 && canAskByManifest(manifest);
    if (!asksByManifest) await allSettled(contents.map(blobs.provide));

    const sends = new Map<Digest, number>();
    for (let round = 1; ; round += 1) {
      const isQuestion = asksByManifest && round === 1;
      const missing = await push(manifest);
      // Accepted unseen: this registry never refused a manifest, so its word for the blobs is not enough.
      const isUnproven = isQuestion && missing.length === 0 && !traits.namesMissing;
      // Nexus names the first that is missing, and no other.
      const isPartial = isQuestion && missing.length === 1;
      const unnamed = contents.filter((digest) => !missing.includes(digest));
      await allSettled([
        ...missing.map(async (digest) => sendMissing(digest, countSend(digest))),
        ...(isUnproven || isPartial ? unnamed.map(blobs.provide) : []),
      ]);
      if (missing.length === 0) break;
    }
    for (const digest of contents) places.add(digest, destination);

    function countSend(missing: Digest): number {
      const times = (sends.get(missing) ?? 0) + 1;
      sends.set(missing, times);
      if (times > MOST_SENDS)
        throw stillMissing(destination, manifest.descriptor.digest, [missing]);
      return times;
    }
  }

  /** What of the manifest's content the registry called unknown; nothing where it stored the manifest. */
  async function push(manifest: Manifest): Promise<readonly Digest[]> {
    const reference = manifest === graph.root ? (tag ?? root) : manifest.descriptor.digest;
    const outcome = await pushManifest(destination, manifest, reference);
    if (outcome.outcome === 'missing') {
      // A registry that names nothing means anything, foreign layers too.
      const ours = outcome.digests.filter((one) => graph.blobs.has(one) || manifestOf(one));
      if (ours.length > 0) return ours;
      throw stillMissing(destination, manifest.descriptor.digest, outcome.digests);
    }
    if (manifest.subjectDescriptor !== undefined && !outcome.keepsSubject) untracked.push(manifest);
    return [];
  }

  /**
   * Refused for what is missing, a registry lists it, which saves a question a blob. Never for a root that
   * might be taken without a check: the next run would believe a broken root complete. And never by a tag.
   */
  function canAskByManifest(manifest: Manifest): boolean {
    if (isDestinationEmpty || (manifest === graph.root && tag !== undefined)) return false;
    return traits.namesMissing || (manifest !== graph.root && !isSameRegistry(source, destination));
  }

  /** The second time a manifest or blob is called unknown it is sent again, whatever was said of it before. */
  async function sendMissing(digest: Digest, times: number): Promise<void> {
    const child = manifestOf(digest);
    if (child === undefined) return blobs.send(digest, times > 1 ? 'again' : 'once');
    stored.delete(digest);
    return storeOnce(child);
  }

  function manifestOf(digest: Digest): Manifest | undefined {
    return graph.manifests.find(({ descriptor }) => descriptor.digest === digest);
  }

  function childrenOf(manifest: Manifest): readonly Manifest[] {
    if (!manifest.isIndex) return [];
    const digests = new Set(manifest.manifests.map(({ digest }) => digest));
    return graph.manifests.filter(({ descriptor }) => digests.has(descriptor.digest));
  }

  function contentBlobs(manifest: Manifest) {
    if (!manifest.isIndex) return blobsOf(manifest);
    return manifest.manifests.filter(({ digest }) => graph.blobs.has(digest));
  }
}

/** Waits for all, then fails as the first that failed: nothing goes on behind the caller's back. */
export async function allSettled(tasks: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(tasks);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
