import { trackReferrers } from '../../../engine/copy/track-referrers.ts';
import type { Descriptor } from '../../../engine/oci/descriptor.ts';
import type { Repository } from '../../../engine/registry/repository.ts';
import { createBundle } from '../../../engine/signing/bundle.ts';
import type { SigningKey } from '../../../engine/signing/signing-key.ts';
import { manifestOf } from '../../registry/opened.ts';
import { type ArtifactOptions, buildArtifact } from '../../support/images/build-artifact.ts';
import type { BuiltImage } from '../../support/images/built-image.ts';
import { pushImage } from '../../support/images/push-image.ts';
import { image, subject } from '../repositories.ts';

export const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
export const IN_TOTO = 'application/vnd.in-toto+json';
export const TESTED = 'https://in-toto.io/attestation/test-result/v0.1';
export const SIGNED = 'https://sigstore.dev/cosign/sign/v1';

/** What somebody states about the image of the tests. */
export function statement(predicateType: string, changes: object = {}): Buffer {
  return Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'app', digest: { sha256: image.root.digest.slice(7) } }],
      predicateType,
      predicate: { result: 'PASSED' },
      ...changes,
    }),
  );
}

/** A bundle with such a statement, as an artifact that refers to the image. */
export function attestation(
  key: SigningKey,
  predicateType: string,
  changes: Partial<ArtifactOptions> = {},
): BuiltImage {
  return buildArtifact({
    artifactType: BUNDLE,
    content: createBundle(IN_TOTO, statement(predicateType), key).toString(),
    subject,
    annotations: {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': predicateType,
      'org.opencontainers.image.created': '2026-11-21T11:00:00Z',
    },
    ...changes,
  });
}

/** Pushes an artifact, and keeps the index of referrers where the registry does not. */
export async function attach(
  repository: Repository,
  artifact: BuiltImage,
  to: Descriptor = subject,
) {
  const { url } = repository.registry;
  await pushImage({ url: url.origin, repository: repository.name }, artifact);
  const manifest = manifestOf(artifact);
  await trackReferrers(repository, [{ ...manifest, subjectDescriptor: to }]);
  return `${repository.label}@${artifact.root.digest}`;
}
