import type { Digest } from '../../oci/digest.ts';
import { digestTagPrefix } from '../../oci/digest-tag.ts';

/** What a bundle states that stands for a signature of the image. */
export const SIGN_PREDICATE = 'https://sigstore.dev/cosign/sign/v1';
/** Of signatures that `cosign sign --registry-referrers-mode=oci-1-1` attaches without a bundle. */
export const SIGNATURE_ARTIFACT = 'application/vnd.dev.cosign.artifact.sig.v1+json';
/** A layer's annotation with the signature of its bytes, in base64. */
export const SIGNATURE_ANNOTATION = 'dev.cosignproject.cosign/signature';
export const CERTIFICATE_ANNOTATION = 'dev.sigstore.cosign/certificate';
export const ENVELOPE_MEDIA_TYPE = 'application/vnd.dsse.envelope.v1+json';

/** https://github.com/sigstore/cosign/blob/v2.6.1/specs/SIGNATURE_SPEC.md#tag-based-discovery */
export function signatureTag(digest: Digest): string {
  return `${digestTagPrefix(digest)}sig`;
}

export function attestationTag(digest: Digest): string {
  return `${digestTagPrefix(digest)}att`;
}
