/** Names and indexes from the root of the file to one value. */
export type Path = readonly (string | number)[];

/** Something wrong in promotion.yaml; where it stands in the file is found from `path`. */
export interface Problem {
  readonly path: Path;
  /** Whether the name at `path` is to blame, or the value there. */
  readonly at: 'key' | 'value';
  readonly sentence: string;
}

/** Something wrong at an offset of the text. */
export interface PlacedProblem {
  readonly offset: number;
  readonly sentence: string;
  /** What the problem is about, where the offset alone does not tell. */
  readonly label?: string;
}

/** `environments.qa.tags[0]`; empty for the root. */
export function labelOf(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${visible(part, 40)}`))
    .join('')
    .replace(/^\./, '');
}

/** Text of the file inside a sentence: short, on one line, and without a URL's user and password. */
export function quoted(text: string): string {
  return `\`${text === '' ? "''" : visible(text, 80)}\``;
}

/** `a`, `b`, `c`; the first dozen of them. */
export function listed(names: readonly string[]): string {
  const more = names.length > 12 ? ` and ${names.length - 12} more` : '';
  return names.slice(0, 12).map(quoted).join(', ') + more;
}

function visible(text: string, limit: number): string {
  const shown = withoutUser(text)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, escaped)
    .replaceAll('`', "'");
  return shown.length > limit ? `${shown.slice(0, limit - 1)}…` : shown;
}

function withoutUser(text: string): string {
  const start = text.indexOf('//');
  const end = text.lastIndexOf('@');
  return start === -1 || end < start ? text : `${text.slice(0, start)}//…${text.slice(end)}`;
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
