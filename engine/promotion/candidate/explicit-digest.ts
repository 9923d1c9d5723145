import { parseDigest } from '../../oci/digest.ts';
import type { Claim } from './claim.ts';

/** `sha256:…`, or a reference that ends in one as `docker inspect` prints it. */
export function explicitDigest(text: string): Claim {
  return {
    digest: parseDigest(text.slice(text.lastIndexOf('@') + 1)),
    source: 'the option digest',
  };
}
