import type { Digest } from '../oci/digest.ts';
import type { Repository } from '../registry/repository.ts';
import type { SigningKey } from '../signing/signing-key.ts';
import type { EvidenceRecord } from './record.ts';
import { createRecordArtifact } from './record-artifact.ts';
import { storeArtifact } from './store-artifact.ts';

/** Says which tag a copy was stored under: the same bytes twice would be a second tag on one manifest. */
const TAG_ANNOTATION = 'org.opencontainers.image.ref.name';

/**
 * Appends a record about something that is no image of this repository: it refers to none, and stands under
 * its journals' tags alone.
 * @param about the digest of whatever it is about
 * @param tagsFor the tags, in the order in which they are written
 */
export async function appendToJournals(
  repository: Repository,
  about: Digest,
  record: EvidenceRecord,
  tagsFor: (label: string, id: string) => readonly string[],
  key?: SigningKey | undefined,
): Promise<void> {
  const { artifact, label, id } = createRecordArtifact(repository, about, record, key);
  for (const tag of tagsFor(label, id)) {
    const annotations = { ...artifact.annotations, [TAG_ANNOTATION]: tag };
    await storeArtifact(repository, { ...artifact, annotations }, [{ tag }]);
  }
}
