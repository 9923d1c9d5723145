import { LineCounter, parseDocument } from 'yaml';
import type { Path, PlacedProblem, Problem } from './problem.ts';
import { yamlSyntaxProblems } from './yaml-syntax-problems.ts';
import { readYamlValue } from './yaml-value.ts';

export interface YamlDocument {
  /** Plain data; undefined where the text cannot be trusted to mean it. */
  readonly value: unknown;
  readonly problems: readonly PlacedProblem[];
  offsetOf(problem: Pick<Problem, 'path' | 'at'>): number;
  /** A scalar as it is written, `1.10`; undefined for anything else. */
  writtenAt(path: Path): string | undefined;
  lineAndColumn(offset: number): { readonly line: number; readonly column: number };
}

/**
 * Reads one document of YAML 1.2: `yes`, `on` and `0777` are text; there are no merge keys (a merged gate cannot be
 * read where it counts), no tags and no second document. Anchors and aliases are fine, in moderation.
 */
export function readYamlDocument(text: string): YamlDocument {
  const lines = new LineCounter();
  const lineAndColumn = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const document = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    schema: 'core',
    resolveKnownTags: false,
    stringKeys: true,
    // The package's own check takes time in the square of the number of keys; ours is in readYamlValue.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  const syntax = yamlSyntaxProblems(document, text, (offset) => lineAndColumn(offset).line);
  // After a syntax error the tree is a guess: what else it seems to hold would only mislead.
  const read = syntax.length > 0 ? undefined : readYamlValue(document.contents);

  return {
    value: read?.value,
    problems: [...syntax, ...(read?.problems ?? [])],
    offsetOf({ path, at }) {
      const place = read?.placeOf(path);
      return (at === 'key' ? place?.keyOffset : place?.valueOffset) ?? 0;
    },
    writtenAt: (path) => read?.placeOf(path)?.written,
    lineAndColumn,
  };
}
