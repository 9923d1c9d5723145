import { oneLine } from '../failures.ts';
import { isJsonObject, type JsonObject } from '../oci/json.ts';

const LONGEST_TEXT = 4_096;
const MOST_ENTRIES = 200;

/** Predicate types of our own are named below this. */
export const OUR_TYPES = 'https://promote-image.github.io';

/** A text member on one line, cut to a sane length; undefined for anything else. */
export function textOf(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  return typeof value === 'string' && value !== '' ? recordedLine(value) : undefined;
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
    .map(recordedLine);
}

/** A time in RFC 3339 with a zone; undefined for anything else. */
export function timeOf(object: JsonObject, name: string): Date | undefined {
  const text = textOf(object, name);
  if (
    text === undefined ||
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)
  ) {
    return undefined;
  }
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
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
