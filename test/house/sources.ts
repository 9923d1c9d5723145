import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { transformSync } from 'esbuild';

/** Text of source files by their path below the folder that was read, with `/`. */
export type Sources = ReadonlyMap<string, string>;

/** Files below `folder` whose name ends in one of `endings`, except those that the build wrote. */
export function readSources(folder: string, endings: readonly string[]): Sources {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .filter((entry) => !entry.name.includes('.generated.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(
    files.map((file) => [relative(folder, file).split(sep).join('/'), readFileSync(file, 'utf8')]),
  );
}

const IMPORT =
  /^(?:import|export)\b[^;'"]*?\bfrom\s*'([^']+)'|^import\s*'([^']+)'|\bimport\('([^']+)'\)/gm;

/** Every module that the text names in an import of any form, types included. */
export function importsOf(text: string): readonly string[] {
  return [...withoutComments(text).matchAll(IMPORT)].map(
    ([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '',
  );
}

/** Paths of the imported files that stand in the same tree as `path`. */
export function internalImportsOf(path: string, text: string): readonly string[] {
  return importsOf(text)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => posix.join(posix.dirname(path), specifier));
}

/** True where the code reads a global of that name; a property or a local of the same name does not count. */
export function usesGlobal(text: string, name: string): boolean {
  const marker = `__global_${name}__`;
  const { code } = transformSync(text, {
    loader: 'ts',
    define: { [name]: marker, [`globalThis.${name}`]: marker },
  });
  return code.includes(marker);
}

/** The text with comments taken out; a `//` inside a string is left alone. */
export function withoutComments(text: string): string {
  return text.replace(TOKEN, (token) => (/^\/[/*]/.test(token) ? '' : token));
}

/** The text without comments and with every quoted string emptied. */
export function withoutStrings(text: string): string {
  return withoutComments(text).replace(TOKEN, '""');
}

const TOKEN = /\/\*[\s\S]*?\*\/|\/\/.*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
