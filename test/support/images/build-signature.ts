import { type Digest, digestOf } from '../../../engine/oci/digest.ts';
import { OCI_MANIFEST } from '../../../engine/oci/media-types.ts';
import { blobOf } from './build-artifact.ts';
import { referrersTag } from './build-referrers-index.ts';
import { type BuiltImage, buildManifest, builtImage } from './built-image.ts';

/** A signature as cosign 2 stores it, to be pushed under `signatureTag`; the signature itself is not real. */
export function buildSignature(signed: Digest, seed = 'signature'): BuiltImage {
  const payload = Buffer.from(
    JSON.stringify({
      critical: {
        identity: { 'docker-reference': '' },
        image: { 'docker-manifest-digest': signed },
        type: 'cosign container image signature',
      },
      optional: null,
    }),
  );
  const configBytes = Buffer.from(
    JSON.stringify({
      architecture: '',
      created: '0001-01-01T00:00:00Z',
      os: '',
      rootfs: { type: 'layers', diff_ids: [digestOf(payload)] },
      config: {},
    }),
  );
  const config = blobOf('application/vnd.oci.image.config.v1+json', configBytes);
  const layer = blobOf('application/vnd.dev.cosign.simplesigning.v1+json', payload);
  const annotations = {
    'dev.cosignproject.cosign/signature': Buffer.from(seed).toString('base64'),
  };
  const root = buildManifest(OCI_MANIFEST, {
    config,
    layers: [{ ...layer, annotations }],
  });
  const blobs = new Map([
    [config.digest, configBytes],
    [layer.digest, payload],
  ]);
  return builtImage(root, [], blobs);
}

/** cosign's tag for the signatures of a digest. */
export function signatureTag(digest: Digest): string {
  return `${referrersTag(digest)}.sig`;
}
