import { type Digest, digestOf, hexOf } from '../oci/digest.ts';
import type { Repository } from '../registry/repository.ts';
import type { SigningKey } from '../signing/signing-key.ts';
import { artifactOf } from './append-record.ts';
import { recordForms } from './kinds/index.ts';
import type { EvidenceRecord, RecordForm } from './record.ts';
import { createStatement } from './statement.ts';
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
  const form = recordForms[record.kind] as RecordForm<EvidenceRecord>;
  const predicate = form.toPredicate(record, `${repository.label}@${about}`);
  const statement = createStatement(repository.label, about, form.predicateType, predicate);
  const bytes = Buffer.from(JSON.stringify(statement));
  const artifact = artifactOf(bytes, form.predicateType, record.at, key);
  const id = hexOf(digestOf(artifact.bytes)).slice(0, 8);
  for (const tag of tagsFor(form.label(record), id)) {
    const annotations = { ...artifact.annotations, [TAG_ANNOTATION]: tag };
    await storeArtifact(repository, { ...artifact, annotations }, [{ tag }]);
  }
}
