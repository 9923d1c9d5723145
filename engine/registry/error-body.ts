import { oneLine } from '../failures.ts';
import type { HttpResponse } from '../http/request.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import { isJsonObject, parseJson } from '../oci/json.ts';

/** What a registry said about an error, fit to stand in a sentence. */
export interface RegistryError {
  /** Upper-case codes such as MANIFEST_UNKNOWN; empty where the body is not of a registry. */
  readonly codes: readonly string[];
  /** Its words, on one line, at most 300 characters; empty when it said nothing. */
  readonly words: string;
  /** Every digest in the body. */
  readonly digests: readonly Digest[];
}

/** The words of a page stand at its beginning; looking through megabytes for them would take long. */
const PAGE_CHARACTERS = 4_000;

/**
 * Reads the error of an answer; the body may be HTML from a proxy.
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes
 */
export function parseErrorBody(response: HttpResponse): RegistryError {
  const text = Buffer.from(response.body ?? []).toString('utf8');
  const json = parseJson(response.body ?? new Uint8Array());
  const errors = isJsonObject(json) && Array.isArray(json['errors']) ? json['errors'] : [];
  const entries = errors.filter(isJsonObject);
  return {
    codes: entries.flatMap(({ code }) => (typeof code === 'string' ? [code] : [])),
    words: oneLine(entries.length > 0 ? entries.map(sentenceOf).join('; ') : wordsOfPage(text)),
    digests: [...new Set(text.match(/sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})/g) ?? [])].filter(
      isDigest,
    ),
  };
}

/** `HTTP 400, MANIFEST_BLOB_UNKNOWN: blob unknown to registry`. */
export function describeAnswer(response: HttpResponse): string {
  const { words } = parseErrorBody(response);
  return `HTTP ${response.status}${words === '' ? '' : `, ${words}`}`;
}

function sentenceOf({ code, message, detail }: Readonly<Record<string, unknown>>): string {
  const details = typeof detail === 'string' && detail !== message ? [detail] : [];
  return [code, message, ...details].filter((part) => typeof part === 'string').join(': ');
}

function wordsOfPage(text: string): string {
  const head = text.slice(0, PAGE_CHARACTERS);
  const title = /<title[^>]*>([^<]+)/i.exec(head)?.[1];
  return title ?? head.replace(/<[^>]*>/g, ' ');
}
