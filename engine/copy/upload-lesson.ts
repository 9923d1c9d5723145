import { EMPTY_BYTES, EMPTY_DESCRIPTOR } from '../oci/empty-json.ts';
import { finishUpload, uploadInOneRequest } from '../registry/blobs.ts';
import type { Registry, Repository } from '../registry/repository.ts';
import type { BlobPlaces } from './blob-places.ts';

/** Finds out how registries take uploads, each once. */
export interface UploadLessons {
  /** Ends when it is known; never fails, since whoever needs an upload meets the reason himself. */
  begin(destination: Repository): Promise<void>;
}

/**
 * Learns with the two bytes that every record needs as its config, so that the trial costs no request, and
 * is over when the manifests have been read.
 */
export function createUploadLessons(places: BlobPlaces): UploadLessons {
  const lessons = new Map<Registry, Promise<void>>();

  return {
    begin(destination) {
      const { registry } = destination;
      const lesson = lessons.get(registry) ?? learn(destination);
      lessons.set(registry, lesson);
      return lesson;
    },
  };

  async function learn(destination: Repository): Promise<void> {
    const { traits } = destination.registry;
    if (traits.oneRequestUploads !== 'untried') return;
    try {
      const upload = await uploadInOneRequest(destination, EMPTY_DESCRIPTOR, EMPTY_BYTES);
      traits.oneRequestUploads = upload.outcome === 'stored' ? 'works' : 'fails';
      if (upload.outcome === 'refused') return;
      const storing =
        upload.outcome === 'stored' ||
        finishUpload(destination, upload.session, EMPTY_DESCRIPTOR, EMPTY_BYTES).catch(() => false);
      places.announce(EMPTY_DESCRIPTOR.digest, destination, arrived(storing));
    } catch {
      traits.oneRequestUploads = 'fails';
    }
  }
}

async function arrived(storing: boolean | Promise<boolean>): Promise<void> {
  if (!(await storing)) throw new Error('the upload was lost');
}
