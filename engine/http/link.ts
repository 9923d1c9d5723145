import { readHeader } from './header-reader.ts';

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
  const take = readHeader(header);

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
