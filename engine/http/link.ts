const LIMIT_CHARACTERS = 16_384;
const GAP = /[ \t,]*/y;
const TARGET = /<([^<>]*)>/y;
const PARAMETER = /[ \t]*;[ \t]*([!#$%&'*+\-.^_`|~0-9A-Za-z]*)/y;
const VALUE = /[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^",; \t]*))/y;

/**
 * The target of the first link that is the next page; what cannot be read ends the search.
 * @param header all values of `Link`, joined by commas
 * @see https://www.rfc-editor.org/rfc/rfc8288#section-3
 */
export function parseNextLink(header: string): string | undefined {
  const text = header.slice(0, LIMIT_CHARACTERS);
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match !== null) position = pattern.lastIndex;
    return match;
  };

  for (;;) {
    take(GAP);
    const target = take(TARGET)?.[1];
    if (target === undefined) return undefined;
    for (let name = take(PARAMETER)?.[1]; name !== undefined; name = take(PARAMETER)?.[1]) {
      const [, quoted, bare = ''] = take(VALUE) ?? [];
      const relations = (quoted ?? bare).toLowerCase().split(' ');
      if (name.toLowerCase() === 'rel' && relations.includes('next')) return target;
    }
  }
}
