import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';
import table from './parts.json' with { type: 'json' };

/** A real program or file that some suites cannot do without; `npm test` installs them. */
export type Part = keyof typeof table;

interface PartEntry {
  /** Looked up on PATH. */
  readonly command?: string;
  /** Debian package of the command. */
  readonly debian?: string;
  /** Path in the cache folder. */
  readonly cached?: string;
  readonly for: string;
}

const parts: Readonly<Record<Part, PartEntry>> = table;

/** A suite that runs where all `needed` parts are there, and elsewhere is skipped with a word on what to install. */
export function describeWith(needed: readonly Part[], name: string, body: () => void): void {
  const missing = needed.filter((part) => findPart(part) === undefined);
  if (missing.length === 0) {
    describe(name, body);
    return;
  }
  process.stderr.write(`SKIPPED: ${name}\n${missing.map((part) => `  ${howTo(part)}\n`).join('')}`);
  describe.skip(name, body);
}

/** Absolute path of a part's program or file. */
export function partPath(part: Part): string {
  const path = findPart(part);
  if (path === undefined) throw new Error(howTo(part));
  return path;
}

function findPart(part: Part): string | undefined {
  const { command, cached } = parts[part];
  const candidates =
    cached === undefined
      ? (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, command ?? part))
      : [join(cacheFolder(), cached)];
  return candidates.find(isReadable);
}

function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(base, 'promote-image');
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function howTo(part: Part): string {
  const { debian } = parts[part];
  if (debian === undefined) return `${part} is missing: run \`npm test\`, which fetches it.`;
  return `${part} is missing: run \`apt-get install ${debian}\`, or \`npm test\` as root on Debian.`;
}
