import { Failure, oneLine } from '../failures.ts';
import { type Descriptor, formatPlatform, type Platform } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import {
  CONFIG_LIMIT_BYTES,
  type ImageConfig,
  isImageConfigMediaType,
  parseImageConfig,
} from '../oci/image-config.ts';
import type { Manifest } from '../oci/manifest.ts';
import { contentDiffers } from './failures.ts';
import { fetchPlatformManifests, noImage, type PlatformManifest } from './platform-manifests.ts';
import type { Repository } from './repository.ts';
import { fetchBytes } from './small-blobs.ts';

/** One platform of an image, as its manifest and config say. */
export interface PlatformFacts extends Omit<ImageConfig, 'platform'> {
  /** `linux/arm64`, `linux/arm/v7`. */
  readonly platform: string;
  /** What its config says, where that is another operating system or architecture: such an image was mixed up. */
  readonly builtFor?: string;
  /** Digest of its manifest. */
  readonly manifest: Digest;
  /** Digest of its config, which other tools call the image id. */
  readonly config: Digest;
  readonly annotations: Readonly<Record<string, string>>;
  /** Compressed, as they are pulled. */
  readonly layers: readonly { readonly digest: Digest; readonly sizeBytes: number }[];
}

/** An image, read whole but for its layers. */
export interface ImageFacts {
  readonly digest: Digest;
  /** Of the root: an index, or the only manifest. */
  readonly annotations: Readonly<Record<string, string>>;
  /** At least one; attestations of BuildKit (`unknown/unknown`) are left out. */
  readonly platforms: readonly PlatformFacts[];
}

/** All configs of an image; each may have {@link CONFIG_LIMIT_BYTES}. */
const CONFIGS_LIMIT_BYTES = 4 * CONFIG_LIMIT_BYTES;
const PLATFORM = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}(\/[A-Za-z0-9][A-Za-z0-9._-]{0,63}){1,2}$/;

/**
 * Reads every manifest and config below a root, each once, side by side, by digest.
 * @throws Failure NO_IMAGE, INVALID_CONFIG, CONTENT_DIFFERS and whatever reading throws
 */
export async function readImageFacts(repository: Repository, root: Manifest): Promise<ImageFacts> {
  const found = await fetchPlatformManifests(repository, root);
  const configs = new Map(found.map(({ manifest: { config } }) => [config.digest, config]));
  for (const config of configs.values()) {
    if (isImageConfigMediaType(config.mediaType)) continue;
    throw noImage(repository, root, `its config is ${oneLine(config.mediaType, 100)}`);
  }
  checkSizes(repository, [...configs.values()]);
  const read = new Map(
    await Promise.all(
      [...configs].map(async ([digest, config]) => [digest, await readConfig(config)] as const),
    ),
  );
  const platforms = found.map((one) => {
    const config = read.get(one.manifest.config.digest);
    if (config === undefined) throw new Error('every config was read');
    return factsOf(one, config);
  });
  const distinct = new Map(platforms.map((one) => [`${one.platform} ${one.manifest}`, one]));
  return {
    digest: root.descriptor.digest,
    annotations: root.annotations,
    platforms: [...distinct.values()],
  };

  async function readConfig(config: Descriptor): Promise<ImageConfig> {
    const bytes = await fetchBytes(repository, config);
    if (bytes.length !== config.size) {
      const what = `${config.digest} with ${config.size} bytes`;
      throw contentDiffers(repository, what, `${bytes.length} bytes long`);
    }
    return parseImageConfig(bytes, config.digest);
  }
}

function checkSizes(repository: Repository, configs: readonly Descriptor[]): void {
  const all = configs.reduce((sum, { size }) => sum + size, 0);
  const tooLarge = configs.find(({ size }) => size > CONFIG_LIMIT_BYTES);
  if (tooLarge === undefined && all <= CONFIGS_LIMIT_BYTES) return;
  throw new Failure(
    'CONFIG_TOO_LARGE',
    'content',
    tooLarge === undefined
      ? `The configs of an image in ${repository.label} have ${all} bytes together; the limit is ${CONFIGS_LIMIT_BYTES}.`
      : `The image config ${tooLarge.digest} in ${repository.label} has ${tooLarge.size} bytes; the limit is ${CONFIG_LIMIT_BYTES}.`,
    'Look for labels or variables that hold whole files, and build the image without them.',
  );
}

function factsOf({ manifest, platform }: PlatformManifest, config: ImageConfig): PlatformFacts {
  const { platform: builtFor, ...said } = config;
  return {
    ...said,
    platform: nameOf(platform ?? builtFor, manifest.config.digest),
    ...(platform !== undefined &&
      builtFor !== undefined &&
      !isSameMachine(platform, builtFor) && {
        builtFor: nameOf(builtFor, manifest.config.digest),
      }),
    manifest: manifest.descriptor.digest,
    config: manifest.config.digest,
    annotations: manifest.annotations,
    layers: manifest.layers.map(({ digest, size }) => ({ digest, sizeBytes: size })),
  };
}

function isSameMachine(a: Platform, b: Platform): boolean {
  return a.os === b.os && a.architecture === b.architecture;
}

function nameOf(platform: Platform | undefined, config: Digest): string {
  const name = platform === undefined ? '' : formatPlatform(platform);
  if (PLATFORM.test(name)) return name;
  throw new Failure(
    'UNKNOWN_PLATFORM',
    'content',
    `The image with the config ${config} does not say for which platform it is${name && `, but "${oneLine(name, 100)}"`}.`,
    'Build it with a builder that writes `os` and `architecture`.',
  );
}
