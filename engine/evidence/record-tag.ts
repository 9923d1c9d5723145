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
  return `${journalPrefix(environment)}${invertedTime(at)}.${label}-${id}`;
}

/** What every tag of the journal of an environment's holds starts with. */
export function holdPrefix(environment: string): string {
  return `hold-${environment}.`;
}

/** `hold-<environment>.<inverted time>.<label>-<id>`: the first of its range tells whether the environment is held. */
export function holdTag(environment: string, at: Date, label: string, id: string): string {
  return `${holdPrefix(environment)}${invertedTime(at)}.${label}-${id}`;
}

/** True where a tag of either journal stands at the time that its record says: else it is out of its order. */
export function isAtItsTime(tag: string, at: Date): boolean {
  return JOURNAL_TAG.exec(tag)?.[1] === invertedTime(at);
}

function invertedTime(at: Date): string {
  return String(END_OF_TIME_MS - at.getTime()).padStart(13, '0');
}

const RECORD_TAG = /^(?:sha256|sha512)-[0-9a-f]{64}\.\d{8}T\d{6}Z\.([a-z-]+)-[0-9a-f]{8}$/;
const JOURNAL_TAG = /^(?:env|hold)-[a-z0-9-]+\.(\d{13})\.([a-z-]+)-[0-9a-f]{8}$/;

/** The label of a record's or journal's tag; undefined for any other tag. It only narrows a search. */
export function labelOf(tag: string): string | undefined {
  return RECORD_TAG.exec(tag)?.[1] ?? JOURNAL_TAG.exec(tag)?.[2];
}

/** When a record's or journal's tag says that it was written; it only narrows a search, as the label does. */
export function recordedAt(tag: string): Date | undefined {
  const inverted = JOURNAL_TAG.exec(tag)?.[1];
  if (inverted !== undefined) return new Date(END_OF_TIME_MS - Number(inverted));
  const [, year, month, day, hour, minute, second] =
    /\.(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\./.exec(tag) ?? [];
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
