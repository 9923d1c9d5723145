import type { Descriptor } from '../oci/descriptor.ts';
import { digestOf, hexOf } from '../oci/digest.ts';
import type { Repository } from '../registry/repository.ts';
import { BUNDLE_MEDIA_TYPE, createBundle } from '../signing/bundle.ts';
import type { SigningKey } from '../signing/signing-key.ts';
import { recordForms } from './kinds/index.ts';
import type { EvidenceRecord, RecordForm } from './record.ts';
import { journalTag, recordTag } from './record-tag.ts';
import { createStatement, STATEMENT_MEDIA_TYPE } from './statement.ts';
import { type Artifact, storeArtifact } from './store-artifact.ts';

/** How a record is written. */
export interface Writing {
  /** Environment in whose journal the record appears, too. */
  readonly journal?: string | undefined;
  /** Signs it; it is unsigned where there is none. */
  readonly key?: SigningKey | undefined;
}

/**
 * Appends a record: an artifact whose subject is the image, under a tag of its own, so that no writer can
 * lose another's.
 * @returns the record's tag
 */
export async function appendRecord(
  repository: Repository,
  subject: Descriptor,
  record: EvidenceRecord,
  { journal, key }: Writing = {},
): Promise<string> {
  const { digest } = subject;
  const form = recordForms[record.kind] as RecordForm<EvidenceRecord>;
  const predicate = form.toPredicate(record, `${repository.label}@${digest}`);
  const statement = createStatement(repository.label, digest, form.predicateType, predicate);
  const bytes = Buffer.from(JSON.stringify(statement));
  const artifact = artifactOf(bytes, form.predicateType, record.at, key);
  const label = form.label(record);
  const id = hexOf(digestOf(artifact.bytes)).slice(0, 8);
  const tag = recordTag(digest, record.at, label, id);
  await storeArtifact(repository, artifact, [
    { tag, refersTo: subject },
    // Without the subject it is no second referrer; other bytes pass where a digest may have one tag only.
    ...(journal === undefined ? [] : [{ tag: journalTag(journal, record.at, label, id) }]),
  ]);
  return tag;
}

/** The statement itself or, where somebody signs, a Sigstore bundle with it, as cosign looks for it. */
export function artifactOf(
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
