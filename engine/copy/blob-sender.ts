import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { cancelUpload, hasBlob, mountBlob, type UploadSession } from '../registry/blobs.ts';
import type { Repository } from '../registry/repository.ts';
import type { CopyOptions } from './copy-options.ts';
import { stillMissing } from './failures.ts';
import type { Graph } from './graph.ts';
import { type Transfer, transferBlob, tryOneRequestUpload } from './transfer-blob.ts';

/** Gets each blob of a graph to the destination once, in the cheapest way that is known to work. */
export interface BlobSender {
  /** Finds out by the smallest blob what this registry can do, where that costs no extra request. */
  learn(): Promise<void>;
  /** Makes sure that the blob is there: mounts it, or asks for it, or sends it. */
  provide(digest: Digest): Promise<void>;
  /** Sends a blob that is missing; `again` even if it was sent before. */
  send(digest: Digest, how: 'once' | 'again'): Promise<void>;
}

/** A blob at most this large may be held in memory for a trial. */
const TRIAL_BYTES = 64 * 1024;

export function createBlobSender(graph: Graph, options: CopyOptions): BlobSender {
  const { source, destination, isDestinationEmpty, places, turns, lesson, clock, onBytes } =
    options;
  const { traits } = destination.registry;
  const provided = new Map<Digest, Promise<void>>();
  const sent = new Map<Digest, Promise<void>>();
  /** Ends when a trial under way has shown how this registry takes uploads. */
  let learned: Promise<void> | undefined = lesson;
  /** Ends when the bytes of that trial are here: all wait for its answer, so nothing downloads beside it. */
  let trialRead: Promise<void> | undefined;

  return {
    async learn() {
      const smallest = [...graph.blobs.values()].sort((a, b) => a.size - b.size)[0];
      if (smallest === undefined) return;
      const canMount = (await places.find(smallest.digest, destination)) !== undefined;
      if (canMount && traits.mounts === 'untried') await provideOnce(smallest.digest);
      const isUntried = learned === undefined && traits.oneRequestUploads === 'untried';
      const isTrial = isDestinationEmpty && isUntried;
      // Its outcome reaches whoever needs the blob; the others only wait for what it shows.
      if (!canMount && isTrial) sendOnce(smallest.digest).catch(() => {});
    },
    provide: provideOnce,
    send: (digest, how) => (how === 'again' ? arrive(digest, transfer(digest)) : sendOnce(digest)),
  };

  function provideOnce(digest: Digest): Promise<void> {
    const providing = provided.get(digest) ?? provideBlob(digest);
    provided.set(digest, providing);
    return providing;
  }

  /** Where mounts fail, a blob of another repository may still be here: Nexus keeps one for all its images. */
  async function provideBlob(digest: Digest): Promise<void> {
    if (places.arrival(digest, destination) !== undefined) return sendOnce(digest);
    const isElsewhere = (await places.find(digest, destination)) !== undefined;
    const asks = isElsewhere ? traits.mounts === 'fails' : !isDestinationEmpty;
    if (asks && !sent.has(digest) && (await hasBlob(destination, blobOf(digest)))) return;
    return sendOnce(digest);
  }

  /** Another copy of the same run may have sent it, or be sending it. */
  async function sendOnce(digest: Digest): Promise<void> {
    const known = sent.get(digest);
    if (known !== undefined) return known;
    const arrival = places.arrival(digest, destination);
    if (arrival !== undefined && (await arrival)) return;
    return sent.get(digest) ?? arrive(digest, mountOrTransfer(digest));
  }

  function arrive(digest: Digest, arrival: Promise<void>): Promise<void> {
    sent.set(digest, arrival);
    places.announce(digest, destination, arrival);
    return arrival;
  }

  /** An answer of 202 to a mount is the session that the blob needs otherwise: it is used, not cancelled. */
  async function mountOrTransfer(digest: Digest): Promise<void> {
    const place = await mountable(digest);
    if (place === undefined) return transfer(digest);
    const upload = await mountBlob(destination, blobOf(digest), place);
    if (upload.outcome === 'stored') {
      traits.mounts = 'works';
      return;
    }
    if (traits.mounts === 'untried') traits.mounts = 'fails';
    const session = upload.outcome === 'open' ? upload.session : undefined;
    if (!(await hasBlob(destination, blobOf(digest)))) return transfer(digest, session);
    if (session !== undefined) await cancelUpload(destination, session);
  }

  async function mountable(digest: Digest): Promise<Repository | undefined> {
    return traits.mounts === 'fails' ? undefined : places.find(digest, destination);
  }

  /** The first small blob that is sent shows whether this registry takes uploads in one request. */
  async function transfer(digest: Digest, session?: UploadSession): Promise<void> {
    const blob = transferOf(blobOf(digest));
    const isUntried = session === undefined && traits.oneRequestUploads === 'untried';
    if (isUntried && learned === undefined && blob.descriptor.size <= TRIAL_BYTES) {
      return tryUpload(blob);
    }
    const ready = isUntried ? learned : undefined;
    if (isUntried) await trialRead;
    return turns.run(() => transferBlob({ ...blob, ready }, session));
  }

  function tryUpload(blob: Transfer): Promise<void> {
    return new Promise((resolve, reject) => {
      learned = new Promise((onLearned) => {
        trialRead = new Promise((onRead) => {
          tryOneRequestUpload(blob, { onRead, onLearned })
            .finally(onRead)
            .finally(onLearned)
            .then(resolve, reject);
        });
      });
    });
  }

  function transferOf(descriptor: Descriptor): Transfer {
    return { source, destination, descriptor, clock, onBytes };
  }

  function blobOf(digest: Digest): Descriptor {
    const blob = graph.blobs.get(digest);
    if (blob === undefined) throw stillMissing(destination, graph.root.descriptor.digest, [digest]);
    return blob;
  }
}
