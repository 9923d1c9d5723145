import { Failure, oneLine } from '../failures.ts';
import { fillText, namePlaceholders, onePlaceholder, type Values } from './placeholders.ts';

/** The schema of an address whose path and query may hold placeholders. */
export function urlTemplate(names: readonly string[]) {
  return {
    type: 'string',
    pattern: `^https?://[A-Za-z0-9.:\\[\\]-]+(?:[/?](?:[^{}\\s#\\\\]|${onePlaceholder(names)})*)?$`,
    patternErrorMessage: `must be an address like https://host/path, with ${namePlaceholders(names)} in path or query only`,
  };
}

/** What servers and URL parsers take for "this folder" and "the one above". */
const DOTS = /^(?:\.|%2e){1,2}$/i;

/**
 * The address with every value percent-encoded, so that none can change its host or add to its path.
 * @throws Failure VALUE_UNKNOWN, VALUE_UNFIT
 */
export function fillUrl(template: string, values: Values): URL {
  const text = fillText(template, values, (value) => encodeURIComponent(wellFormed(value)));
  const [, path = ''] = /^https?:\/\/[^/?]*([^?]*)/.exec(text) ?? [];
  if (!URL.canParse(text) || path.split('/').some((name) => DOTS.test(name))) {
    throw unfit(template, text);
  }
  return new URL(text);
}

/** Half a surrogate pair cannot be encoded; as UTF-8 it is the replacement character. */
function wellFormed(value: string): string {
  return Buffer.from(value, 'utf8').toString('utf8');
}

const unfit = (template: string, text: string) =>
  new Failure(
    'VALUE_UNFIT',
    'refused',
    `Filled in, ${oneLine(template)} becomes ${oneLine(text)}, which is another address than it looks.`,
    'Put the placeholder into the query, or record the build with a version that is no dots.',
  );
