import type { Digest } from '../oci/digest.ts';
import { digestTagPrefix } from '../oci/digest-tag.ts';

/** Times are written as this minus milliseconds, so that the newest tag sorts first; good until 2286. */
const END_OF_TIME_MS = 9_999_999_999_999;

/** In the place of a record's label: a signature of the image, which is no record. */
export const SIGNATURE_LABEL = 'signature';

/** `sha256-<hex>.<yyyymmddThhmmssZ>.<label>-<id>`: sorts by time within its digest. */
export function recordTag(digest: Digest, at: Date, label: string, id: string): string {
  const time = at.toISOString().replace(/[-:]|\.\d+/g, '');
  return `${digestTagPrefix(digest)}${time}.${label}-${id}`;
}

/** What every journal tag of an environment starts with. */
export function journalPrefix(environment: string): string {
  return `env-${environment}.`;
}

/** `env-<environment>.<inverted time>.<label>-<id>`: the first of its range is what happened last. */
export function journalTag(environment: string, at: Date, label: string, id: string): string {
  const inverted = String(END_OF_TIME_MS - at.getTime()).padStart(13, '0');
  return `${journalPrefix(environment)}${inverted}.${label}-${id}`;
}

const RECORD_TAG = /^(?:sha256|sha512)-[0-9a-f]{64}\.\d{8}T\d{6}Z\.([a-z-]+)-[0-9a-f]{8}$/;
const JOURNAL_TAG = /^env-[a-z0-9-]+\.\d{13}\.([a-z-]+)-[0-9a-f]{8}$/;

/** The label of a record's or journal's tag; undefined for any other tag. It only narrows a search. */
export function labelOf(tag: string): string | undefined {
  return (RECORD_TAG.exec(tag) ?? JOURNAL_TAG.exec(tag))?.[1];
}
