import type { Digest } from './digest.ts';

/** Tags hold at most 128 characters; 64 digits of a digest leave room for the rest. */
const DIGEST_DIGITS = 64;

/**
 * What the tags of things that hang on a digest start with: cosign's `sha256-<hex>.sig`, and our records.
 * @see https://github.com/sigstore/cosign/blob/v2.6.1/specs/SIGNATURE_SPEC.md#tag-based-discovery
 */
export function digestTagPrefix(digest: Digest): string {
  const [algorithm = '', hex = ''] = digest.split(':');
  return `${algorithm}-${hex.slice(0, DIGEST_DIGITS)}.`;
}
