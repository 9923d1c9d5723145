/**
 * True where an object in a JSON text names a member twice: readers differ in which of the two they believe.
 * @param value what the text was parsed to, so that the text is known to be JSON
 */
export function hasRepeatedNames(text: string, value: unknown): boolean {
  return countNames(text) !== countMembers(value);
}

/** Strings of the text that a colon follows. */
function countNames(text: string): number {
  const colon = /[ \t\r\n]*:/y;
  let names = 0;
  for (let start = text.indexOf('"'); start !== -1; ) {
    colon.lastIndex = afterString(text, start);
    start = text.indexOf('"', colon.lastIndex);
    if (colon.test(text)) names += 1;
  }
  return names;
}

function afterString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Members of all objects in a value, however deep. */
function countMembers(root: unknown): number {
  const open: unknown[] = [root];
  let members = 0;
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const inside: readonly unknown[] = Object.values(value);
    if (!Array.isArray(value)) members += inside.length;
    for (const one of inside) open.push(one);
  }
  return members;
}
