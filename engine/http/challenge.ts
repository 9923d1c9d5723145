/** One challenge of `WWW-Authenticate`: the scheme in lower case, parameter names too. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const LIMIT_CHARACTERS = 8_192;
const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const SPACE = /[ \t,]*/y;
const EQUALS = /[ \t]*=[ \t]*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;

/**
 * Reads every challenge of one header value; what cannot be read ends the list.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const text = header.slice(0, LIMIT_CHARACTERS);
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match !== null) position = pattern.lastIndex;
    return match;
  };

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
