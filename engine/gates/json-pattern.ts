/** What is wanted at one place of a JSON text, and below. */
export interface PatternNode {
  readonly pattern?: string;
  readonly types: readonly string[];
  child(key: string | number): PatternNode | undefined;
}

/** @param patterns names with `.` between them; `*` stands for any that no other pattern names */
export function patternTree(patterns: readonly string[], depth = 0): PatternNode {
  const keysOf = (pattern: string) => pattern.replace(/:type$/, '').split('.');
  const here = patterns.filter((pattern) => keysOf(pattern).length === depth);
  const pattern = here.find((one) => !one.endsWith(':type'));
  const children = new Map<string, PatternNode>();
  for (const key of patterns.map((one) => keysOf(one)[depth])) {
    if (key === undefined || children.has(key)) continue;
    const below = patterns.filter((one) => keysOf(one)[depth] === key);
    children.set(key, patternTree(below, depth + 1));
  }
  return {
    ...(pattern !== undefined && { pattern }),
    types: here.filter((one) => one.endsWith(':type')),
    child: (key) => children.get(String(key)) ?? children.get('*'),
  };
}
