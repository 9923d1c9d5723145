import type { Descriptor } from '../../../engine/oci/descriptor.ts';
import { digestOf } from '../../../engine/oci/digest.ts';
import { EMPTY_JSON, OCI_MANIFEST } from '../../../engine/oci/media-types.ts';
import { type BuiltImage, buildManifest, builtImage } from './built-image.ts';

const EMPTY = Buffer.from('{}');

export interface ArtifactOptions {
  readonly artifactType: string;
  readonly content: string;
  /** Media type of the content; the artifact's own when left out. */
  readonly contentType?: string;
  /** What it refers to. */
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An OCI artifact with the empty config. https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md#guidelines-for-artifact-usage */
export function buildArtifact(options: ArtifactOptions): BuiltImage {
  const { artifactType, content, contentType = artifactType, subject, annotations } = options;
  const bytes = Buffer.from(content);
  const [config, layer] = [blobOf(EMPTY_JSON, EMPTY), blobOf(contentType, bytes)];
  const root = buildManifest(OCI_MANIFEST, {
    artifactType,
    config,
    layers: [layer],
    ...(subject && { subject }),
    ...(annotations && { annotations }),
  });
  const blobs = new Map([
    [config.digest, EMPTY],
    [layer.digest, bytes],
  ]);
  return builtImage(root, [], blobs);
}

/** The descriptor of a blob. */
export function blobOf(mediaType: string, bytes: Buffer): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}
