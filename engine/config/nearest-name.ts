import { listed, quoted } from './problem.ts';

/** Longer texts are no misspelt names; a bound on hostile input. */
const LENGTH_LIMIT = 64;
const CANDIDATE_LIMIT = 100;

/**
 * The candidate that `name` most likely stands for, or undefined where none is near: about one slip (a letter
 * more, fewer, other, or two swapped) for every three letters, at most three; upper and lower case are the same.
 * Only the first hundred are looked at.
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  if (name === '' || name.length > LENGTH_LIMIT) return undefined;
  const wanted = name.toLowerCase();
  let nearest: string | undefined;
  let bound = Math.min(3, Math.max(1, Math.floor(name.length / 3))) + 1;
  for (const candidate of candidates.slice(0, CANDIDATE_LIMIT)) {
    const distance = slipsBetween(wanted, candidate.toLowerCase(), bound);
    if (distance < bound) {
      nearest = candidate;
      bound = distance;
    }
  }
  return nearest;
}

/** "Unknown gate `soaktime`; did you mean `soak-time`?", or what there is when nothing is near. */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  const unknown = `Unknown ${what} ${quoted(name)}`;
  if (nearest !== undefined) return `${unknown}; did you mean ${quoted(nearest)}?`;
  return known.length === 0 ? `${unknown}; there is none.` : `${unknown}; known: ${listed(known)}.`;
}

/**
 * Edits from one text to the other, `bound` where it takes that many or more.
 * @see https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance (optimal string alignment)
 */
function slipsBetween(a: string, b: string, bound: number): number {
  if (Math.abs(a.length - b.length) >= bound) return bound;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cell = (line: readonly number[], at: number) => line[at] ?? bound;
      const isSame = a[row - 1] === b[column - 1];
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          cell(last, column) + 1,
          cell(current, column - 1) + 1,
          cell(last, column - 1) + (isSame ? 0 : 1),
          isSwap && row > 1 && column > 1 ? cell(beforeLast, column - 2) + 1 : bound,
        ),
      );
    }
    if (Math.min(...current) >= bound) return bound;
    beforeLast = last;
    last = current;
  }
  return Math.min(bound, last[b.length] ?? bound);
}
