import type { Descriptor } from '../../../engine/oci/descriptor.ts';
import { type Digest, digestOf } from '../../../engine/oci/digest.ts';
import { DOCKER_MANIFEST, OCI_MANIFEST } from '../../../engine/oci/media-types.ts';
import { buildIndex } from './build-index.ts';
import { type BuiltImage, buildManifest } from './built-image.ts';
import type { Compression } from './compression.ts';
import { buildLayer, type Layer } from './layer.ts';

const CONFIG = {
  oci: 'application/vnd.oci.image.config.v1+json',
  docker: 'application/vnd.docker.container.image.v1+json',
};
const FOREIGN = {
  oci: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
  docker: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
};

export interface ImageOptions {
  /** `os/architecture[/variant]`; one makes a plain manifest, more an index. `linux/amd64` when left out. */
  readonly platforms?: readonly string[];
  readonly layersPerPlatform?: number;
  /** Layers that all platforms have in common, below their own. */
  readonly sharedLayers?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Another seed makes other content. */
  readonly seed?: string;
  /** Seed of the shared layers, for images with a common base; `seed` when left out. */
  readonly sharedSeed?: string;
  /** Docker schema 2 and its list, or OCI. */
  readonly format?: 'oci' | 'docker';
  readonly compression?: Compression;
  /** Of the file in each layer. */
  readonly layerBytes?: number;
  /** Of configs and layers; manifests keep sha256. */
  readonly algorithm?: 'sha256' | 'sha512';
  /** Adds a layer that is nowhere but at these addresses. */
  readonly foreignLayerUrls?: readonly string[];
  /** Pads each platform's manifest with an annotation to exactly this size. */
  readonly manifestBytes?: number;
}

/** Above this, layers are made anew each time they are read. */
const BIG_LAYER_BYTES = 8 * 1024 * 1024;

/** An image that a container engine accepts: the same options always give the same digests. */
export function buildImage(options: ImageOptions = {}): BuiltImage {
  const { platforms = ['linux/amd64'], sharedLayers = 0, seed = 'image', format = 'oci' } = options;
  const shared = layersOf(options, sharedLayers, options.sharedSeed ?? `${seed}-shared`);
  const images = platforms.map((platform) => buildPlatform(options, platform, shared));
  const [only] = images;
  if (only !== undefined && images.length === 1) return only;
  const children = images.map((image, i) => ({ image, platform: platforms[i] ?? '' }));
  return buildIndex(children, { format, annotations: options.annotations ?? {} });
}

function buildPlatform(
  options: ImageOptions,
  platform: string,
  shared: readonly Layer[],
): BuiltImage {
  const { seed = 'image', format = 'oci', algorithm = 'sha256', layersPerPlatform = 1 } = options;
  const layers = [...shared, ...layersOf(options, layersPerPlatform, `${seed}-${platform}`)];
  const configBytes = Buffer.from(JSON.stringify(configOf(platform, layers, options)));
  const config: Descriptor = {
    mediaType: CONFIG[format],
    digest: digestOf(configBytes, algorithm),
    size: configBytes.length,
  };
  const urls = options.foreignLayerUrls;
  const foreign = buildLayer(layerOptions(options, `${seed}-foreign`)).descriptor;
  const members = {
    config,
    layers: [
      ...layers.map(({ descriptor }) => descriptor),
      ...(urls === undefined ? [] : [{ ...foreign, mediaType: FOREIGN[format], urls }]),
    ],
    ...(options.annotations && { annotations: options.annotations }),
  };
  const mediaType = format === 'oci' ? OCI_MANIFEST : DOCKER_MANIFEST;
  const root = buildManifest(mediaType, padded(mediaType, members, options.manifestBytes));
  const blobs = new Map<Digest, Buffer>([[config.digest, configBytes]]);
  const bigBlobs = new Map<Digest, Layer['content']>();
  for (const { descriptor, content, bytes } of layers) {
    if (descriptor.size > BIG_LAYER_BYTES) bigBlobs.set(descriptor.digest, content);
    else blobs.set(descriptor.digest, bytes());
  }
  return { root, manifests: [root], blobs, bigBlobs };
}

function layersOf(options: ImageOptions, count: number, seed: string): readonly Layer[] {
  return Array.from({ length: count }, (_, i) => buildLayer(layerOptions(options, `${seed}-${i}`)));
}

function layerOptions(options: ImageOptions, seed: string) {
  const { format = 'oci', compression = 'gzip', algorithm = 'sha256', layerBytes = 1024 } = options;
  return { seed, fileBytes: layerBytes, format, compression, algorithm };
}

function configOf(platform: string, layers: readonly Layer[], options: ImageOptions) {
  const [os = '', architecture = '', variant] = platform.split('/');
  return {
    created: '2024-01-02T03:04:05Z',
    os,
    architecture,
    ...(variant !== undefined && { variant }),
    config: { Cmd: ['/bin/true'], ...(options.labels && { Labels: options.labels }) },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(() => ({ created: '2024-01-02T03:04:05Z', created_by: 'test' })),
  };
}

function padded(mediaType: string, members: object, size: number | undefined): object {
  if (size === undefined) return members;
  const withPadding = (padding: string) => ({ ...members, annotations: { padding } });
  const missing = size - buildManifest(mediaType, withPadding('')).bytes.length;
  return withPadding('x'.repeat(missing));
}
