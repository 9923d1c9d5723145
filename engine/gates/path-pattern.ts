/** A pattern of paths below some folder, as the schema of a gate checks it. */
export const PATH_PATTERN = {
  type: 'string',
  pattern: '^(?!/)(?!(?:.*/)?\\.\\.(?:/|$)).+$',
  patternErrorMessage:
    'must be a path without a leading "/" and without "..", for example build/test-results/**/*.xml',
};

/** Whether the path is one that the pattern stands for: `*` and `?` within a name, `**` for any folders. */
export function matchesPath(pattern: string, path: string): boolean {
  const names = pattern.split('/').filter((name) => name !== '' && name !== '.');
  return matchesNames(names.at(-1) === '**' ? [...names, '*'] : names, path.split('/'));
}

function matchesNames(patterns: readonly string[], names: readonly string[]): boolean {
  // The patterns that may come next, after each name: no pattern makes this slow.
  let at = afterFolders(patterns, new Set([0]));
  for (const name of names) {
    const next = new Set<number>();
    for (const index of at) {
      const pattern = patterns[index];
      if (pattern === '**') next.add(index);
      else if (pattern !== undefined && matchesName(pattern, name)) next.add(index + 1);
    }
    at = afterFolders(patterns, next);
  }
  return at.has(patterns.length);
}

/** `**` stands for no folder, too. */
function afterFolders(patterns: readonly string[], at: Set<number>): Set<number> {
  for (const index of at) if (patterns[index] === '**') at.add(index + 1);
  return at;
}

/** Whether one name is what a pattern without `/` stands for. */
export function matchesName(pattern: string, name: string): boolean {
  let [p, n] = [0, 0];
  let star = -1;
  let resumeAt = 0;
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p++;
      resumeAt = n;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p++;
      n++;
    } else if (star !== -1) {
      p = star + 1;
      n = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
