import { trackReferrers } from '../copy/track-referrers.ts';
import { Failure } from '../failures.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { digestOf, hexOf } from '../oci/digest.ts';
import { EMPTY_BYTES, EMPTY_DESCRIPTOR } from '../oci/empty-json.ts';
import { type Manifest, parseManifest } from '../oci/manifest.ts';
import { OCI_MANIFEST } from '../oci/media-types.ts';
import { pushManifest } from '../registry/manifests.ts';
import type { Repository } from '../registry/repository.ts';
import { type PushManner, pushBytes } from '../registry/small-blobs.ts';
import { recordForms } from './kinds/index.ts';
import type { EvidenceRecord, RecordForm } from './record.ts';
import { journalTag, recordTag } from './record-tag.ts';
import { createStatement, STATEMENT_MEDIA_TYPE } from './statement.ts';

const MOST_ATTEMPTS = 3;

/**
 * Appends a record: an artifact whose subject is the image, under a tag of its own, so that no writer can
 * lose another's.
 * @param journal environment in whose journal the record appears, too
 * @returns the record's tag
 */
export async function appendRecord(
  repository: Repository,
  subject: Descriptor,
  record: EvidenceRecord,
  journal?: string,
): Promise<string> {
  const form = recordForms[record.kind] as RecordForm<EvidenceRecord>;
  const predicate = form.toPredicate(record, `${repository.label}@${subject.digest}`);
  const statement = createStatement(
    repository.label,
    subject.digest,
    form.predicateType,
    predicate,
  );
  const bytes = Buffer.from(JSON.stringify(statement));
  const layer = { mediaType: STATEMENT_MEDIA_TYPE, digest: digestOf(bytes), size: bytes.length };
  const pushBlobs = (manner: PushManner) =>
    Promise.all([
      pushBytes(repository, EMPTY_DESCRIPTOR, EMPTY_BYTES, manner),
      pushBytes(repository, layer, bytes, 'unasked'),
    ]);
  await pushBlobs('asking');

  const label = form.label(record);
  const id = hexOf(layer.digest).slice(0, 8);
  const contents = {
    artifactType: STATEMENT_MEDIA_TYPE,
    config: EMPTY_DESCRIPTOR,
    layers: [layer],
  };
  const annotations = {
    'org.opencontainers.image.created': record.at.toISOString(),
    'in-toto.io/predicate-type': form.predicateType,
  };
  const { mediaType, digest, size } = subject;
  const attached = { ...contents, subject: { mediaType, digest, size }, annotations };
  const tag = recordTag(digest, record.at, label, id);
  const manifest = createManifest(attached);
  if (!(await store(manifest, tag)).keepsSubject) await trackReferrers(repository, [manifest]);
  if (journal !== undefined) {
    // Without the subject it is no second referrer; other bytes pass where a digest may have one tag only.
    const entry = createManifest({ ...contents, annotations });
    await store(entry, journalTag(journal, record.at, label, id));
  }
  return tag;

  /** A clean-up of the registry may take blobs away that no manifest names yet. */
  async function store(manifest: Manifest, reference: string) {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const pushed = await pushManifest(repository, manifest, reference);
      if (pushed.outcome === 'stored') return pushed;
      await pushBlobs('unasked');
    }
    throw recordLost(repository, label);
  }
}

function createManifest(members: object): Manifest {
  const json = { schemaVersion: 2, mediaType: OCI_MANIFEST, ...members };
  const bytes = Buffer.from(JSON.stringify(json));
  return parseManifest(bytes, OCI_MANIFEST, digestOf(bytes));
}

const recordLost = (repository: Repository, label: string) =>
  new Failure(
    'RECORD_LOST',
    'unavailable',
    `The record (${label}) cannot be stored in ${repository.label}: the registry says that it lacks what we sent it ${MOST_ATTEMPTS} times.`,
    'Look at the blob store and the log of that registry, then run this again.',
  );
