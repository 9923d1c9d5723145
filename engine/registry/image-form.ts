import type { Descriptor } from '../oci/descriptor.ts';
import { digestOf } from '../oci/digest.ts';
import { EMPTY_DESCRIPTOR } from '../oci/empty-json.ts';
import { type Manifest, parseManifest } from '../oci/manifest.ts';
import { OCI_CONFIG, OCI_MANIFEST } from '../oci/media-types.ts';

/** A document that hangs on an image, by the one layer that it is. */
export function documentIn(manifest: Manifest): Descriptor | undefined {
  if (manifest.isIndex || manifest.config.digest !== EMPTY_DESCRIPTOR.digest) return undefined;
  return manifest.layers.length === 1 ? manifest.layers[0] : undefined;
}

/** A document as an image, and the config that it needs. */
export interface ImageForm {
  readonly manifest: Manifest;
  readonly config: Uint8Array;
  readonly configDescriptor: Descriptor;
}

/** The manifest of a document as an image in name, which registries take that know nothing else; cosign's tags are such. */
export function imageFormOf(
  { mediaType, digest, size }: Descriptor,
  annotations: Readonly<Record<string, string>>,
): ImageForm {
  const rootfs = { type: 'layers', diff_ids: [digest] };
  const config = Buffer.from(JSON.stringify({ architecture: '', os: '', config: {}, rootfs }));
  const configDescriptor = { mediaType: OCI_CONFIG, digest: digestOf(config), size: config.length };
  const json = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: configDescriptor,
    layers: [{ mediaType, digest, size }],
    annotations,
  };
  const bytes = Buffer.from(JSON.stringify(json));
  return {
    manifest: parseManifest(bytes, OCI_MANIFEST, digestOf(bytes)),
    config,
    configDescriptor,
  };
}
