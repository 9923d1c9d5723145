import { type Digest, digestOf, hexOf } from '../oci/digest.ts';
import type { Repository } from '../registry/repository.ts';
import { BUNDLE_MEDIA_TYPE, createBundle } from '../signing/bundle.ts';
import type { SigningKey } from '../signing/signing-key.ts';
import { recordForms } from './kinds/index.ts';
import type { EvidenceRecord, RecordForm } from './record.ts';
import { createStatement, STATEMENT_MEDIA_TYPE } from './statement.ts';
import type { Artifact } from './store-artifact.ts';

/** A record as it is stored, and what its tags end in. */
export interface RecordArtifact {
  readonly artifact: Artifact;
  readonly label: string;
  readonly id: string;
}

/**
 * @param about the digest of whatever the record is about
 * @param key signs it; it is unsigned where there is none
 */
export function createRecordArtifact(
  { label: repository }: Repository,
  about: Digest,
  record: EvidenceRecord,
  key: SigningKey | undefined,
): RecordArtifact {
  const form = recordForms[record.kind] as RecordForm<EvidenceRecord>;
  const predicate = form.toPredicate(record, `${repository}@${about}`);
  const statement = createStatement(repository, about, form.predicateType, predicate);
  const bytes = Buffer.from(JSON.stringify(statement));
  const artifact = createStatementArtifact(bytes, form.predicateType, record.at, key);
  return { artifact, label: form.label(record), id: idOf(artifact) };
}

/** The first digits of what is stored: two records of one second have tags of their own. */
export function idOf({ bytes }: Artifact): string {
  return hexOf(digestOf(bytes)).slice(0, 8);
}

/** The statement itself or, where somebody signs, a Sigstore bundle with it, as cosign looks for it. */
export function createStatementArtifact(
  statement: Buffer,
  predicateType: string,
  at: Date,
  key: SigningKey | undefined,
): Artifact {
  const created = { 'org.opencontainers.image.created': at.toISOString() };
  if (key === undefined) {
    const annotations = { ...created, 'in-toto.io/predicate-type': predicateType };
    return { mediaType: STATEMENT_MEDIA_TYPE, bytes: statement, annotations };
  }
  return {
    mediaType: BUNDLE_MEDIA_TYPE,
    bytes: createBundle(STATEMENT_MEDIA_TYPE, statement, key),
    annotations: {
      ...created,
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': predicateType,
    },
  };
}
