import { readHeader } from './header-reader.ts';

/** One challenge of `WWW-Authenticate`: the scheme in lower case, parameter names too. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const SPACE = /[ \t,]*/y;
const EQUALS = /[ \t]*=[ \t]*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;

/**
 * Reads every challenge of one header value; what cannot be read ends the list.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  const take = readHeader(header);

  for (;;) {
    take(SPACE);
    const word = take(TOKEN)?.[0]?.toLowerCase();
    if (word === undefined) return challenges;
    if (take(EQUALS) === null) {
      challenges.push({ scheme: word, parameters: new Map() });
      continue;
    }
    const value = take(QUOTED)?.[1]?.replace(/\\(.)/g, '$1') ?? take(TOKEN)?.[0];
    const current = challenges.at(-1);
    if (value === undefined || current === undefined) return challenges;
    if (!current.parameters.has(word)) current.parameters.set(word, value);
  }
}
