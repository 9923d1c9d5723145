import type { Descriptor } from '../../oci/descriptor.ts';
import type { Repository } from '../../registry/repository.ts';
import type { SigningKey } from '../../signing/signing-key.ts';
import { createStatementArtifact, idOf } from '../record-artifact.ts';
import { recordTag, SIGNATURE_LABEL } from '../record-tag.ts';
import { createStatement } from '../statement.ts';
import { storeArtifact } from '../store-artifact.ts';
import { SIGN_PREDICATE } from './cosign-names.ts';
import { readSignatures } from './read-signatures.ts';

const NAME = 'ours';

/**
 * Signs an image as `cosign sign --new-bundle-format` does, with a bundle that refers to it. cosign looks at
 * nothing else once a bundle refers to an image, and signed records are bundles.
 * @returns whether it was signed now; false where this key signed it before
 */
export async function attachSignature(
  repository: Repository,
  subject: Descriptor,
  key: SigningKey,
  at: Date,
): Promise<boolean> {
  const ours = [{ name: NAME, key: key.publicKey }];
  const found = await readSignatures(repository, subject.digest, ours, at);
  if (found.some(({ where, signers }) => signers.includes(NAME) && !where.endsWith('.sig'))) {
    return false;
  }
  const statement = createStatement(repository.label, subject.digest, SIGN_PREDICATE, {});
  const bytes = Buffer.from(JSON.stringify(statement));
  const artifact = createStatementArtifact(bytes, SIGN_PREDICATE, at, key);
  const tag = recordTag(subject.digest, at, SIGNATURE_LABEL, idOf(artifact));
  await storeArtifact(repository, artifact, [{ tag, refersTo: subject }]);
  return true;
}
