import { oneLine } from '../failures.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import { isJsonObject, type JsonObject } from '../oci/json.ts';

const LONGEST_TEXT = 4_096;
/** Of a list in a record; what comes after is not read. */
export const MOST_ENTRIES = 200;

/** https://www.rfc-editor.org/rfc/rfc3339#section-5.6, in capitals */
export const TIME_PATTERN =
  '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$';

/** Predicate types of our own are named below this. */
export const OUR_TYPES = 'https://promote-image.github.io';

/** A text member on one line, cut to a sane length; undefined for anything else. */
export function textOf(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  const line = typeof value === 'string' ? recordedLine(value) : '';
  return line === '' ? undefined : line;
}

/** `{name: text}` where there is one, `{}` else: for optional members. */
export function optionalText<Name extends string>(
  object: JsonObject,
  name: Name,
): { readonly [key in Name]?: string } {
  const text = textOf(object, name);
  return text === undefined ? {} : ({ [name]: text } as { readonly [key in Name]?: string });
}

export function textsOf(object: JsonObject, name: string): readonly string[] {
  const value = object[name];
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, MOST_ENTRIES)
    .filter((entry): entry is string => typeof entry === 'string')
    .map(recordedLine)
    .filter((line) => line !== '');
}

/** `{name: texts}` where there is a list, `{}` else. */
export function optionalTexts<Name extends string>(
  object: JsonObject,
  name: Name,
): { readonly [key in Name]?: readonly string[] } {
  if (!Array.isArray(object[name])) return {};
  return { [name]: textsOf(object, name) } as { readonly [key in Name]?: readonly string[] };
}

/** A time in RFC 3339 with a zone; undefined for anything else. */
export function timeOf(object: JsonObject, name: string): Date | undefined {
  const text = textOf(object, name);
  if (text === undefined || !new RegExp(TIME_PATTERN).test(text)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** The one of `words` that the member is; undefined for anything else. */
export function wordOf<Word extends string>(
  object: JsonObject,
  name: string,
  words: readonly Word[],
): Word | undefined {
  return words.find((word) => word === object[name]);
}

export function countOf(object: JsonObject, name: string): number | undefined {
  const value = object[name];
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;
}

export function digestOfMember(object: JsonObject, name: string): Digest | undefined {
  const value = object[name];
  return typeof value === 'string' && isDigest(value) ? value : undefined;
}

/**
 * An optional member that decides something, such as an expiry: to leave out a wrong one would make the record
 * say more than its writer did.
 * @returns `{}` where it is absent, undefined where it is there and cannot be read
 */
export function decisive<Name extends string, Value>(
  object: JsonObject,
  name: Name,
  read: (object: JsonObject, name: Name) => Value | undefined,
): { readonly [key in Name]?: Value } | undefined {
  if (object[name] === undefined || object[name] === null) return {};
  const value = read(object, name);
  return value === undefined
    ? undefined
    : ({ [name]: value } as { readonly [key in Name]?: Value });
}

/** Whoever can push can write a record, so its words are made fit for a log. */
export function recordedLine(text: string): string {
  return oneLine(text, LONGEST_TEXT);
}

export function objectOf(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isJsonObject(value) ? value : {};
}

export function objectsOf(object: JsonObject, name: string): readonly JsonObject[] {
  const value = object[name];
  return Array.isArray(value) ? value.slice(0, MOST_ENTRIES).filter(isJsonObject) : [];
}
