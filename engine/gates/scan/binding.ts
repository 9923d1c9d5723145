import type { ImageFacts, PlatformFacts } from '../../registry/image-facts.ts';
import type { ReportHead } from './report-format.ts';

/** What of the image a document is about: these platforms; or nothing, since it names none or another image. */
export type Binding = Bound | 'unbound' | 'foreign';

export interface Bound {
  readonly platforms: readonly PlatformFacts[];
  /** By which others may call what it is about. */
  readonly digests: ReadonlySet<string>;
}

/**
 * Compares the digests that a document names with those of the image. A scanner looks at one platform: the digest
 * of an index beside that of a platform says only where it came from.
 */
export function bind(
  {
    digests,
    platformDigests,
    mentioned = [],
  }: Pick<ReportHead, 'digests' | 'platformDigests' | 'mentioned'>,
  image: ImageFacts,
): Binding {
  if (digests.length === 0) {
    const ours = boundTo(image.platforms, image).digests;
    const isOurs = mentioned.length === 0 || mentioned.some((one) => ours.has(one));
    return isOurs ? 'unbound' : 'foreign';
  }
  const named = new Set(digests);
  const platforms = image.platforms.filter(
    ({ manifest, config }) => named.has(manifest) || named.has(config),
  );
  if (platforms.length > 0) return boundTo(platforms, image);
  if (!named.has(image.digest)) return 'foreign';
  const isOfOne = platformDigests.some((one) => one !== image.digest);
  return boundTo(isOfOne && image.platforms.length > 1 ? [] : image.platforms, image);
}

/** As if it were about the whole image. */
export function boundTo(platforms: readonly PlatformFacts[], image: ImageFacts): Bound {
  const digests = platforms.flatMap(({ manifest, config }) => [manifest, config]);
  return { platforms, digests: new Set<string>([image.digest, ...digests]) };
}
