import type { Descriptor } from '../oci/descriptor.ts';
import type { Repository } from '../registry/repository.ts';
import type { SigningKey } from '../signing/signing-key.ts';
import type { EvidenceRecord } from './record.ts';
import { createRecordArtifact } from './record-artifact.ts';
import { journalTag, recordTag } from './record-tag.ts';
import { storeArtifact } from './store-artifact.ts';

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
  const { artifact, label, id } = createRecordArtifact(repository, digest, record, key);
  const tag = recordTag(digest, record.at, label, id);
  await storeArtifact(repository, artifact, [
    { tag, refersTo: subject },
    // Without the subject it is no second referrer; other bytes pass where a digest may have one tag only.
    ...(journal === undefined ? [] : [{ tag: journalTag(journal, record.at, label, id) }]),
  ]);
  return tag;
}
