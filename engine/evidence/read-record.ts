import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { parseJson } from '../oci/json.ts';
import { findManifest } from '../registry/manifests.ts';
import type { Repository } from '../registry/repository.ts';
import { fetchBytes } from '../registry/small-blobs.ts';
import { isBundleMediaType, readBundle } from '../signing/bundle.ts';
import type { Envelope } from '../signing/dsse.ts';
import { recordedLine } from './fields.ts';
import { recordForms } from './kinds/index.ts';
import { orWords } from './or-words.ts';
import type { EvidenceRecord } from './record.ts';
import { readStatement, STATEMENT_MEDIA_TYPE } from './statement.ts';

/** A record as it was read: where it stands, what it is about, what it says, and in what envelope it came. */
export interface ReadRecord {
  readonly tag: string;
  readonly digest: Digest;
  readonly record: EvidenceRecord;
  /** Undefined where nobody signed it. */
  readonly envelope: Envelope | undefined;
}

const RECORD_LIMIT_BYTES = 2 * 1024 * 1024;
/** Clocks of agents differ; a record from later than this would win over all that is written until then. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * @param wanted what it must be about; undefined takes what it names
 * @returns the record, or in words why the tag holds none, none about this digest, or none that can be true
 */
export function readRecord(
  repository: Repository,
  tag: string,
  now: Date,
  wanted: Digest | undefined,
): Promise<ReadRecord | string> {
  return orWords(async () => {
    const manifest = await findManifest(repository, tag);
    if (manifest === undefined) return 'it went away while we read';
    const layer = manifest.isIndex ? undefined : manifest.layers[0];
    const content = layer === undefined ? undefined : await readContent(repository, layer);
    if (content === undefined) return 'it holds no in-toto statement';
    if (typeof content === 'string') return content;
    const { payload, envelope } = content;
    const statement = readStatement(parseJson(payload), wanted);
    if (typeof statement === 'string') return statement;
    const { predicateType, predicate, digest } = statement;
    const form = Object.values(recordForms).find((known) => known.predicateType === predicateType);
    const record = form?.fromPredicate(predicate, digest);
    if (record === undefined) return `its ${recordedLine(predicateType)} is not of our form`;
    if (record.at.getTime() > now.getTime() + CLOCK_SKEW_MS) {
      return `its time ${record.at.toISOString()} is still to come (a clock is wrong, or somebody made it up)`;
    }
    return { tag, digest, record, envelope };
  });
}

async function readContent(
  repository: Repository,
  layer: Descriptor,
): Promise<
  { readonly payload: Uint8Array; readonly envelope: Envelope | undefined } | string | undefined
> {
  const isBundle = isBundleMediaType(layer.mediaType);
  if (!isBundle && layer.mediaType !== STATEMENT_MEDIA_TYPE) return undefined;
  if (layer.size > RECORD_LIMIT_BYTES) return `it has ${layer.size} bytes`;
  const bytes = await fetchBytes(repository, layer);
  if (!isBundle) return { payload: bytes, envelope: undefined };
  const envelope = readBundle(bytes);
  if (typeof envelope === 'string') return envelope;
  if (envelope.payloadType !== STATEMENT_MEDIA_TYPE) return 'it holds no in-toto statement';
  return { payload: envelope.payload, envelope };
}
