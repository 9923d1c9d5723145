import { isJsonObject, parseJson } from '../oci/json.ts';
import {
  ENVELOPE_LIMIT_BYTES,
  type Envelope,
  preAuthenticationEncoding,
  readEnvelope,
} from './dsse.ts';
import { sign } from './signature.ts';
import type { SigningKey } from './signing-key.ts';

/** https://github.com/sigstore/protobuf-specs/blob/v0.5.0/protos/sigstore_bundle.proto */
export const BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const KNOWN_MEDIA_TYPE =
  /^application\/vnd\.dev\.sigstore\.bundle(?:\.v0\.3\+json|\+json;version=0\.[123])$/;

/** JSON bytes of a Sigstore bundle with one signature of a key, and no entry in a transparency log. */
export function createBundle(payloadType: string, payload: Uint8Array, key: SigningKey): Buffer {
  const signature = sign(key, preAuthenticationEncoding(payloadType, payload));
  const bundle = {
    mediaType: BUNDLE_MEDIA_TYPE,
    verificationMaterial: { publicKey: { hint: key.publicKey.fingerprint } },
    dsseEnvelope: {
      payload: Buffer.from(payload).toString('base64'),
      payloadType,
      signatures: [{ sig: signature.toString('base64') }],
    },
  };
  return Buffer.from(JSON.stringify(bundle));
}

export function isBundleMediaType(mediaType: string): boolean {
  return KNOWN_MEDIA_TYPE.test(mediaType);
}

/** @returns the envelope of a bundle that a plain key signed, or in words why there is none */
export function readBundle(bytes: Uint8Array): Envelope | string {
  if (bytes.length > ENVELOPE_LIMIT_BYTES) return `it has ${bytes.length} bytes`;
  const json = parseJson(bytes);
  if (!isJsonObject(json)) return 'it is not a JSON object';
  const { mediaType, verificationMaterial: material, dsseEnvelope } = json;
  if (typeof mediaType !== 'string' || !isBundleMediaType(mediaType)) {
    return 'it is not a Sigstore bundle of a version that we know';
  }
  if (!isJsonObject(material)) return 'it does not say what it was signed with';
  if (isJsonObject(material['certificate']) || isJsonObject(material['x509CertificateChain'])) {
    return 'it is signed with a certificate, only keys are trusted here';
  }
  if (!isJsonObject(material['publicKey'])) return 'it does not say what it was signed with';
  if (dsseEnvelope === undefined) return 'it holds no DSSE envelope';
  const envelope = readEnvelope(dsseEnvelope);
  if (typeof envelope === 'string' || envelope.signatures.length === 1) return envelope;
  return `it has ${envelope.signatures.length} signatures, where a bundle has one`;
}
