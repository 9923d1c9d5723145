import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { type Path, type PlacedProblem, quoted } from './problem.ts';

/** Where a value stands. */
export interface Place {
  readonly keyOffset: number;
  readonly valueOffset: number;
  /** A scalar as it is written. */
  readonly written?: string;
}

export interface YamlValue {
  /** Undefined where aliases leave it without a meaning. */
  readonly value: unknown;
  readonly problems: readonly PlacedProblem[];
  placeOf(path: Path): Place | undefined;
}

/** More values, after aliases are put in, than any real configuration has; a bound on the work that follows. */
const VALUE_LIMIT = 5_000;
const TEXT_LIMIT = 1_000;

/** Plain data of a parsed document, refusing what the parser lets pass: merge keys, repeated names, odd aliases. */
export function readYamlValue(contents: unknown): YamlValue {
  const problems: PlacedProblem[] = [];
  const places = new Map<string, Place>();
  const anchored = new Map<string, Node>();
  /** What each alias stands for: a later anchor may have the same name. */
  const targets = new Map<object, Node>();
  const unfinished = new Set<unknown>();
  let count = 0;
  /** Where the alias stands that is being read, the outermost if there are several. */
  let aliasOffset: number | undefined;
  let hasMeaning = true;

  const refuse = (node: unknown, sentence: string) => {
    // What is wrong below an anchor was said there.
    if (aliasOffset === undefined) problems.push({ offset: startOf(node), sentence });
  };
  const refuseMeaning = (node: unknown, sentence: string) => {
    hasMeaning = false;
    refuse(node, sentence);
  };

  const value = read(contents, [], startOf(contents));
  return {
    value: hasMeaning ? value : undefined,
    problems,
    placeOf: (path) => places.get(JSON.stringify(path)),
  };

  function read(node: unknown, path: Path, keyOffset: number): unknown {
    count++;
    if (count === VALUE_LIMIT + 1) refuseSize(keyOffset);
    if (count > VALUE_LIMIT) return undefined;
    if (isAlias(node)) return readAlias(node, path, keyOffset);

    const written = isScalar(node) ? node.source : undefined;
    const place = { keyOffset, valueOffset: startOf(node, keyOffset) };
    places.set(JSON.stringify(path), { ...place, ...(written !== undefined && { written }) });
    if (isScalar(node)) {
      remember(node);
      if (typeof node.value === 'string' && node.value.length > TEXT_LIMIT) {
        return refuseMeaning(node, `A text is longer than ${TEXT_LIMIT} characters.`);
      }
      return node.value;
    }
    if (!isMap(node) && !isSeq(node)) return null;
    remember(node);
    unfinished.add(node);
    const data = isMap(node)
      ? readMap(node.items, path)
      : node.items.map((item, index) => read(item, [...path, index], startOf(item, keyOffset)));
    unfinished.delete(node);
    return data;
  }

  function refuseSize(offset: number): void {
    hasMeaning = false;
    const sentence =
      aliasOffset === undefined
        ? `The file holds more than ${VALUE_LIMIT} values; no configuration needs as many.`
        : `The aliases of the file stand for more than ${VALUE_LIMIT} values; write out what is needed.`;
    problems.push({ offset: aliasOffset ?? offset, sentence });
  }

  function remember(node: Node): void {
    if (aliasOffset === undefined && !isAlias(node) && node.anchor !== undefined) {
      anchored.set(node.anchor, node);
    }
  }

  function readAlias(alias: { readonly source: string }, path: Path, keyOffset: number): unknown {
    const node = targets.get(alias) ?? anchored.get(alias.source);
    const shown = quoted(`*${alias.source}`);
    if (node === undefined) {
      return refuseMeaning(
        alias,
        `${shown} has no anchor ${quoted(`&${alias.source}`)} before it.`,
      );
    }
    if (unfinished.has(node)) {
      return refuseMeaning(alias, `${shown} stands inside its own anchor, so it would never end.`);
    }
    targets.set(alias, node);
    const outer = aliasOffset;
    aliasOffset ??= startOf(alias);
    const value = read(node, path, keyOffset);
    aliasOffset = outer;
    return value;
  }

  function readMap(items: readonly Pair[], path: Path): unknown {
    const entries = new Map<string, unknown>();
    for (const { key, value } of items) {
      const name = isScalar(key) ? String(key.value) : '';
      if (name === '<<') {
        refuse(
          key,
          'YAML 1.2 has no merge key `<<`; write the settings out, or use an alias for a whole value.',
        );
        continue;
      }
      if (entries.has(name)) {
        refuse(key, `The name ${quoted(name)} stands here a second time; only one can count.`);
        continue;
      }
      entries.set(name, read(value, [...path, name], startOf(key)));
    }
    return Object.fromEntries(entries);
  }
}

function startOf(node: unknown, otherwise = 0): number {
  const range = (node as { readonly range?: readonly number[] | null } | null)?.range;
  return range?.[0] ?? otherwise;
}
