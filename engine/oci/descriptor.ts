import type { Digest } from './digest.ts';

/**
 * What one blob or manifest is: type, digest and size in bytes.
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md
 */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
  /** Where a foreign layer may be fetched; such a layer is not pushed. */
  readonly urls?: readonly string[];
  /** The content itself, where a manifest embeds it; to be checked against digest and size as any other. */
  readonly data?: Uint8Array;
}

/** @see https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly osVersion?: string;
}

/** `linux/arm/v7`, as `docker` and `skopeo` print platforms. */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}
