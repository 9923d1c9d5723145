import { Failure } from '../failures.ts';
import { backoffMs } from '../http/backoff.ts';
import type { Clock } from '../http/request.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { startDigest } from '../oci/digest.ts';
import { openBlob } from '../registry/blobs.ts';
import type { Repository } from '../registry/repository.ts';
import { blobDiffers, downloadLost } from './failures.ts';

/** What an open download gives: see `openBlob`. */
type OpenDownload = Awaited<ReturnType<typeof openBlob>>;

/** Breaks without this much between them are the ones that count. */
const PROGRESS_BYTES = 64 * 1024;
const MOST_BREAKS = 10;
const FIRST_DELAY_MS = 200;

/**
 * The bytes of a blob, hashed as they pass. A download that breaks off goes on by Range where it
 * stopped; the last bytes are given out only when all of them are right.
 * @param opened the first download, opened ahead
 * @throws Failure BLOB_DIFFERS, DOWNLOAD_LOST
 */
export async function* verifiedStream(
  source: Repository,
  descriptor: Descriptor,
  opened: OpenDownload,
  clock: Clock,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  const hash = startDigest(descriptor.digest);
  let held: Uint8Array | undefined;
  let position = 0;
  let breaks = 0;
  let brokeAt = 0;
  let download = opened;

  while (position < descriptor.size) {
    try {
      let at = download.startsAt;
      if (at > position) throw new Error(`it went on at byte ${at} instead of ${position}`);
      for await (const received of download.chunks) {
        // A registry that ignores the range sends what we have once more.
        const known = Math.min(position - at, received.length);
        at += received.length;
        if (known === received.length) continue;
        const chunk = received.subarray(known);
        position += chunk.length;
        if (position > descriptor.size) {
          throw blobDiffers(source, descriptor, 'more bytes than that');
        }
        hash.update(chunk);
        onBytes(chunk.length);
        if (held !== undefined) yield held;
        held = chunk;
      }
      if (position < descriptor.size) throw new Error(`it ended after ${position} bytes`);
    } catch (error) {
      if (error instanceof Failure) throw error;
      // All bytes came; only the end of the answer was lost.
      if (position === descriptor.size) break;
      breaks = position - brokeAt > PROGRESS_BYTES ? 1 : breaks + 1;
      brokeAt = position;
      if (breaks > MOST_BREAKS) throw downloadLost(source, descriptor, position, error);
      await clock.sleep(backoffMs(clock, breaks, FIRST_DELAY_MS));
      download = await openBlob(source, descriptor, position);
    }
  }
  const found = hash.end();
  if (found !== descriptor.digest) throw blobDiffers(source, descriptor, found);
  if (held !== undefined) yield held;
}

/** Closes a download that turned out not to be needed. */
export async function abandon({ chunks }: OpenDownload): Promise<void> {
  try {
    for await (const _ of chunks) break;
  } catch {
    // It was not wanted, so it does not matter how it ended.
  }
}
