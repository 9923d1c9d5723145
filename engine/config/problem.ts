/** Names and indexes from the root of the file to one value. */
export type Path = readonly (string | number)[];

/** Something wrong in promotion.yaml; where it stands in the file is found from `path`. */
export interface Problem {
  readonly path: Path;
  /** Whether the name at `path` is to blame, or the value there. */
  readonly at: 'key' | 'value';
  readonly sentence: string;
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
  return `\`${visible(text, 80)}\``;
}

/** `a`, `b`, `c`; the first dozen of them. */
export function listed(names: readonly string[]): string {
  const more = names.length > 12 ? ` and ${names.length - 12} more` : '';
  return names.slice(0, 12).map(quoted).join(', ') + more;
}

function visible(text: string, limit: number): string {
  const shown = text
    .replace(/\/\/.*@/s, '//…@')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, escaped)
    .replaceAll('`', "'");
  return shown.length > limit ? `${shown.slice(0, limit - 1)}…` : shown;
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
