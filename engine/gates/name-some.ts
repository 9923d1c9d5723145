const MOST = 8;

/** `a, b and 12 more`: at most eight, so that a sentence stays one. */
export function nameSome(names: readonly string[], separator = ', '): string {
  const more = names.length - MOST;
  if (more <= 0) return names.join(separator);
  return `${names.slice(0, MOST).join(separator)} and ${more} more`;
}

/** `1 test`, `2 tests`. */
export function count(amount: number, one: string, several = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : several}`;
}
