import { trackReferrers } from '../copy/track-referrers.ts';
import { Failure } from '../failures.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { digestOf } from '../oci/digest.ts';
import { EMPTY_BYTES, EMPTY_DESCRIPTOR } from '../oci/empty-json.ts';
import { type Manifest, parseManifest } from '../oci/manifest.ts';
import { OCI_MANIFEST } from '../oci/media-types.ts';
import { imageFormOf } from '../registry/image-form.ts';
import { pushManifest } from '../registry/manifests.ts';
import type { Repository } from '../registry/repository.ts';
import { type PushManner, pushBytes } from '../registry/small-blobs.ts';

/** One document that is stored beside an image. */
export interface Artifact {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A tag, and whether what stands there refers to the image. */
export interface ArtifactTag {
  readonly tag: string;
  readonly refersTo?: Descriptor;
}

const MOST_ATTEMPTS = 6;
/** Documents at most this long stand in their manifest, too, so that reading one is a single request. */
const EMBEDDED_BYTES = 32 * 1024;

/**
 * Stores a document as an OCI artifact, or as an image where the registry takes no artifacts, under each of the tags in a manifest of its own.
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md#guidelines-for-artifact-usage
 * @throws Failure RECORD_LOST
 */
export async function storeArtifact(
  repository: Repository,
  { mediaType, bytes, annotations }: Artifact,
  tags: readonly ArtifactTag[],
): Promise<void> {
  const { traits } = repository.registry;
  const layer = { mediaType, digest: digestOf(bytes), size: bytes.length };
  const data = bytes.length > EMBEDDED_BYTES ? {} : { data: Buffer.from(bytes).toString('base64') };
  const contents = {
    artifactType: mediaType,
    config: EMPTY_DESCRIPTOR,
    layers: [{ ...layer, ...data }],
  };
  const pushBlobs = (config: PushManner, content: PushManner) =>
    Promise.all([
      pushBytes(repository, EMPTY_DESCRIPTOR, EMPTY_BYTES, config),
      pushBytes(repository, layer, bytes, content),
    ]);
  await pushBlobs('asking', 'unasked');
  for (const { tag, refersTo } of tags) {
    const subject = refersTo === undefined ? {} : { subject: bare(refersTo) };
    const manifest = createManifest({ ...contents, ...subject, annotations });
    const stored =
      traits.artifacts === 'fails' ? undefined : await storeUnlessRefused(manifest, tag);
    if (stored === undefined) await storeAsImage(tag);
    else if (refersTo !== undefined && !stored.keepsSubject) {
      await trackReferrers(repository, [manifest]);
    }
  }

  async function storeUnlessRefused(manifest: Manifest, tag: string) {
    try {
      const stored = await store(manifest, tag);
      traits.artifacts = 'works';
      return stored;
    } catch (error) {
      const isRefused = error instanceof Failure && error.code === 'UNEXPECTED_ANSWER';
      if (!isRefused || traits.artifacts === 'works') throw error;
      return undefined;
    }
  }

  /** As cosign's tags are: an image in name, which registries take that know nothing else. */
  async function storeAsImage(tag: string): Promise<void> {
    const { manifest, config, configDescriptor } = imageFormOf(layer, annotations);
    await pushBytes(repository, configDescriptor, config, 'asking');
    await store(manifest, tag);
    traits.artifacts = 'fails';
  }

  /**
   * A clean-up of the registry may take blobs away that no manifest names yet. Where many write at once,
   * distribution calls a blob unknown while another writes it again; and some say wrongly that they have one.
   */
  async function store(manifest: Manifest, tag: string) {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const pushed = await pushManifest(repository, manifest, tag);
      if (pushed.outcome === 'stored') return pushed;
      const manner = attempt % 2 === 1 ? 'asking' : 'unasked';
      await pushBlobs(manner, manner);
    }
    throw recordLost(repository, tag);
  }
}

function bare({ mediaType, digest, size }: Descriptor): Descriptor {
  return { mediaType, digest, size };
}

function createManifest(members: object): Manifest {
  const json = { schemaVersion: 2, mediaType: OCI_MANIFEST, ...members };
  const bytes = Buffer.from(JSON.stringify(json));
  return parseManifest(bytes, OCI_MANIFEST, digestOf(bytes));
}

const recordLost = (repository: Repository, tag: string) =>
  new Failure(
    'RECORD_LOST',
    'unavailable',
    `The record ${tag} cannot be stored in ${repository.label}: the registry says that it lacks what we sent it ${MOST_ATTEMPTS} times.`,
    'Look at the blob store and the log of that registry, then run this again.',
  );
