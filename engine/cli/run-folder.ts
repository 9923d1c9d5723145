import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunFolder } from '../commands/command.ts';
import { describeError, Failure } from '../failures.ts';
import type { SecretMask } from '../secrets.ts';

/** Results of an earlier run in the same folder; what is left of them would be taken for ours. */
const STALE = [
  ...['next.txt', 'message.txt', 'reference.txt', 'result.json', 'needs.txt'],
  ...['milestone.txt', 'show.txt'],
];

/** The folder that results are written to; nothing leaves it unmasked. */
export function openRunFolder(path: string, mask: SecretMask): RunFolder {
  return {
    async write(name, text) {
      try {
        const file = join(path, name);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, mask.mask(text), 'utf8');
      } catch (cause) {
        throw folderUnwritable(join(path, name), cause);
      }
    },
    async read(name) {
      return readFile(join(path, name)).catch(() => undefined);
    },
  };
}

/** Where a person asked on a terminal: results are printed and kept nowhere. */
export const NO_FOLDER: RunFolder = {
  write: async () => {},
  read: async () => undefined,
};

export async function removeStaleResults(path: string): Promise<void> {
  await Promise.all(STALE.map((name) => rm(join(path, name), { force: true })));
}

const folderUnwritable = (file: string, cause: unknown) =>
  new Failure(
    'FOLDER_UNWRITABLE',
    'usage',
    `The result ${file} cannot be written: ${describeError(cause)}.`,
    'Check that the workspace is writable and has space.',
    { cause },
  );
