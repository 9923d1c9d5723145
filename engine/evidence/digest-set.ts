import { algorithmOf, type Digest, hexOf, isDigest } from '../oci/digest.ts';
import type { JsonObject } from '../oci/json.ts';

/** A digest as in-toto writes it: https://github.com/in-toto/attestation/blob/v1.1.0/spec/v1/digest_set.md */
export function digestSet(digest: Digest): JsonObject {
  return { [algorithmOf(digest)]: hexOf(digest) };
}

/** Those of its digests that registries know; others, such as gitCommit, are left out. */
export function digestsOf(set: JsonObject): readonly Digest[] {
  return ['sha256', 'sha512'].flatMap((algorithm) => {
    const hex = set[algorithm];
    const digest = typeof hex === 'string' ? `${algorithm}:${hex}` : '';
    return isDigest(digest) ? [digest] : [];
  });
}

/** The digest at the end of `host/name@digest`. */
export function digestIn(reference: string): string {
  return reference.slice(reference.lastIndexOf('@') + 1);
}
