import { Failure, oneLine } from '../failures.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository } from '../registry/repository.ts';

export const blobDiffers = (source: Repository, { digest, size }: Descriptor, found: string) =>
  new Failure(
    'BLOB_DIFFERS',
    'content',
    `The blob ${digest} (${size} bytes) came from ${source.label} with other content: ${found}.`,
    'Nothing of it was kept. Look for a proxy or cache that changes answers, or a damaged blob store in the registry.',
  );

export const downloadLost = (
  source: Repository,
  { digest }: Descriptor,
  at: number,
  cause: unknown,
) =>
  new Failure(
    'DOWNLOAD_LOST',
    'unavailable',
    `The download of blob ${digest} from ${source.label} broke off at byte ${at}, again and again.`,
    'Look at the log of that registry, or of a proxy before it; run this again: what was copied already is kept.',
    { cause },
  );

export const uploadLost = (destination: Repository, { digest }: Descriptor, cause: unknown) =>
  new Failure(
    'UPLOAD_LOST',
    'unavailable',
    `${destination.label} lost the upload of blob ${digest}, again and again.`,
    'Look at the log of that registry, or of a proxy before it; run this again: what was copied already is kept.',
    { cause },
  );

export const stillMissing = (
  destination: Repository,
  manifest: Digest,
  missing: readonly Digest[],
) =>
  new Failure(
    'STILL_MISSING',
    'unavailable',
    `${destination.label} refuses the manifest ${manifest}: it says it lacks ${missing.join(', ') || 'something'}, though everything was sent.`,
    'Look at the blob store of that registry (in Nexus: Administration → Blob Stores, and the log), then run this again.',
  );

/** Only what has a tag of its own can take another form. */
export const artifactRefused = (
  destination: Repository,
  digest: Digest,
  mediaType: string,
  cause: unknown,
) =>
  new Failure(
    'ARTIFACT_REFUSED',
    'unavailable',
    `${destination.label} takes images alone, and ${digest}, which hangs on the image, is none: ${oneLine(mediaType, 100)}.`,
    'Update that registry to a version that takes OCI artifacts, or leave it behind: name under `carry` of the environment what should go along, or `none`; records go in any case.',
    { cause },
  );

export const tooDeep = (root: Digest, what: string) =>
  new Failure(
    'GRAPH_TOO_LARGE',
    'content',
    `The image ${root} is not promoted: it has ${what}.`,
    'No builder makes such an image; check where it came from.',
  );
