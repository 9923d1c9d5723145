import { basename } from 'node:path';
import {
  importsOf,
  internalImportsOf,
  type Sources,
  usesGlobal,
  withoutComments,
  withoutStrings,
} from './sources.ts';

/** From top to bottom: imports point down only, and the members of one line do not know each other. */
export const LAYERS: readonly (readonly string[])[] = [
  ['main.ts'],
  ['cli'],
  ['commands'],
  ['answers'],
  ['promotion'],
  ['gates', 'deploy', 'evidence', 'reports', 'diagnosis', 'config', 'jenkins'],
  ['copy'],
  ['registry', 'docker', 'web'],
  ['http', 'signing'],
  ['oci'],
];
const FOR_ALL: readonly string[] = ['failures.ts', 'secrets.ts', 'run-program.ts', 'time-limit.ts'];

/** Imports that point up or sideways, and files that stand in no layer. */
export function againstLayers(sources: Sources): readonly string[] {
  return [...sources].flatMap(([path, text]) => {
    if (layerOf(path) === -1 && !FOR_ALL.includes(path)) return [`${path} is in no layer`];
    return internalImportsOf(path, text)
      .filter((target) => !mayImport(path, target))
      .map((target) => `${path} imports ${target}`);
  });
}

function mayImport(path: string, target: string): boolean {
  if (FOR_ALL.includes(target)) return true;
  if (FOR_ALL.includes(path) || layerOf(target) === -1) return false;
  return partOf(path) === partOf(target) || layerOf(path) < layerOf(target);
}

function layerOf(path: string): number {
  return LAYERS.findIndex((parts) => parts.includes(partOf(path)));
}

function partOf(path: string): string {
  return path.split('/', 1)[0] ?? '';
}

/** Chains of files that import each other, each named once. */
export function importCycles(sources: Sources): readonly string[] {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    const text = sources.get(path);
    if (text === undefined || done.has(path)) return;
    for (const target of internalImportsOf(path, text)) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of sources.keys()) visit(path, []);
  return cycles;
}

/** Files other than main.ts that reach for the process: its environment, arguments, folder or exit. */
export function processReaders(sources: Sources): readonly string[] {
  return pathsWhere(
    sources,
    (path, text) =>
      path !== 'main.ts' &&
      (usesGlobal(text, 'process') ||
        importsOf(text).some((module) => /^(?:node:)?process$/.test(module))),
  );
}

/** Files outside cli/ and main.ts that write to the terminal. */
export function printers(sources: Sources): readonly string[] {
  return pathsWhere(
    sources,
    (path, text) =>
      path !== 'main.ts' &&
      !path.startsWith('cli/') &&
      (usesGlobal(text, 'console') ||
        importsOf(text).some((module) => /^(?:node:)?console$/.test(module)) ||
        /\bprocess\.(?:stdout|stderr)\b/.test(withoutStrings(text))),
  );
}

/** Files of more than 250 lines. */
export function longFiles(sources: Sources): readonly string[] {
  return [...sources]
    .map(([path, text]) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > 250)
    .map(({ path, lines }) => `${path} has ${lines} lines`);
}

/** Files and folders whose name says nothing, and an index.ts that is more than a family's list. */
export function vagueNames(sources: Sources): readonly string[] {
  return pathsWhere(
    sources,
    (path, text) =>
      /(?:^|\/)(?:utils?|helpers?|common|types)(?:\.ts$|\/)/.test(path) ||
      (basename(path) === 'index.ts' && !isList(text)),
  );
}

const IMPORT_OR_TYPE = /^(?:import|type)\b[^;]*;/gm;
/** `[first, second]` or `{ first: firstOne, 'the-second': secondOne }`. */
const LIST =
  /^export const \w+(?::[^=]+)? = (?:\[[\w\s,]*\]|\{[\w\s,:'-]*\})(?: as const)?(?: satisfies [^;]+)?;/gm;

function isList(text: string): boolean {
  return withoutComments(text).replace(IMPORT_OR_TYPE, '').replace(LIST, '').trim() === '';
}

/** Files that switch the type checker off with `any`. */
export function usersOfAny(sources: Sources): readonly string[] {
  const type = /\bas any\b|[:<|&(,=]\s*any\s*(?:[;,)>\]|&={[]|$)/m;
  return pathsWhere(sources, (_, text) => type.test(withoutStrings(text)));
}

function pathsWhere(
  sources: Sources,
  isSo: (path: string, text: string) => boolean,
): readonly string[] {
  return [...sources].filter(([path, text]) => isSo(path, text)).map(([path]) => path);
}
