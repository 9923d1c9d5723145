import type { Digest } from '../oci/digest.ts';
import { isJsonObject, parseJson } from '../oci/json.ts';

/** https://github.com/sigstore/cosign/blob/v2.6.1/specs/SIGNATURE_SPEC.md#payload */
export const SIMPLE_SIGNING_MEDIA_TYPE = 'application/vnd.dev.cosign.simplesigning.v1+json';
export const SIMPLE_SIGNING_LIMIT_BYTES = 64 * 1024;
const TYPE = 'cosign container image signature';

/**
 * What cosign signs to say that it signs an image.
 * @param reference `registry/repository` of the image; nobody checks it, so that it survives a copy
 */
export function createSimpleSigning(digest: Digest, reference: string): Buffer {
  const payload = {
    critical: {
      identity: { 'docker-reference': reference },
      image: { 'docker-manifest-digest': digest },
      type: TYPE,
    },
    optional: null,
  };
  return Buffer.from(JSON.stringify(payload));
}

/** A payload that is about the image it was looked for, and the name it was signed under. */
export interface SimpleSigning {
  readonly reference: string;
}

/**
 * @param wanted the digest it must be about
 * @returns the payload, or in words why it signs no such image
 */
export function readSimpleSigning(bytes: Uint8Array, wanted: Digest): SimpleSigning | string {
  if (bytes.length > SIMPLE_SIGNING_LIMIT_BYTES) return `its payload has ${bytes.length} bytes`;
  const json = parseJson(bytes);
  const critical = isJsonObject(json) ? json['critical'] : undefined;
  if (!isJsonObject(critical)) return 'its payload has no `critical`';
  const { type, image, identity } = critical;
  if (type !== TYPE) return 'its payload is not of the type that cosign writes';
  if (!isJsonObject(image) || image['docker-manifest-digest'] !== wanted) {
    return `it is not about ${wanted}`;
  }
  const reference = isJsonObject(identity) ? identity['docker-reference'] : undefined;
  return { reference: typeof reference === 'string' ? reference : '' };
}
