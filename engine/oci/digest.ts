import { createHash, type Hash } from 'node:crypto';
import { Failure, oneLine } from '../failures.ts';

/**
 * A content digest, `algorithm:hex`, validated.
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#digests
 */
export type Digest = string & { readonly __digest: unique symbol };

const HEX_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha512: 128 };
const DIGEST = /^(sha256|sha512):([0-9a-f]+)$/;

/** True for `sha256:` and `sha512:` digests of the right length in lower-case hex. */
export function isDigest(text: string): text is Digest {
  const [, algorithm = '', hex = ''] = DIGEST.exec(text) ?? [];
  return hex !== '' && hex.length === HEX_LENGTHS[algorithm];
}

/** @throws Failure INVALID_DIGEST, so that no unchecked text ever reaches a URL (CVE-2024-3727). */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw new Failure(
    'INVALID_DIGEST',
    'usage',
    `"${oneLine(text, 160)}" is not a digest: it is not "sha256:" and 64, or "sha512:" and 128, lower-case hexadecimal digits.`,
    'Give the digest as the registry prints it, for example sha256:9f86d0…; an image id or a short digest will not do.',
  );
}

export function algorithmOf(digest: Digest): 'sha256' | 'sha512' {
  return digest.startsWith('sha256:') ? 'sha256' : 'sha512';
}

/** The digits after the colon. */
export function hexOf(digest: Digest): string {
  return digest.slice(digest.indexOf(':') + 1);
}

/** The first twelve digits, for people; never for comparing. */
export function shortDigest(digest: string): string {
  return digest.slice(0, digest.indexOf(':') + 13);
}

export function digestOf(bytes: Uint8Array, algorithm: 'sha256' | 'sha512' = 'sha256'): Digest {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}` as Digest;
}

/** A running hash that ends in a digest of the same algorithm as `expected`. */
export function startDigest(expected: Digest): { update(bytes: Uint8Array): void; end(): Digest } {
  const algorithm = algorithmOf(expected);
  const hash: Hash = createHash(algorithm);
  return {
    update: (bytes) => void hash.update(bytes),
    end: () => `${algorithm}:${hash.digest('hex')}` as Digest,
  };
}
