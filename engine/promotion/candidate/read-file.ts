import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describeError, Failure } from '../../failures.ts';

const LIMIT_BYTES = 4 * 1024 * 1024;

/** A file that a builder left in the workspace. @throws Failure DIGEST_FILE_ABSENT */
export async function readBuilderFile(cwd: string, path: string, what: string): Promise<Buffer> {
  const file = resolve(cwd, path);
  try {
    const { size } = await stat(file);
    if (size > LIMIT_BYTES) throw new Error(`it has ${size} bytes`);
    return await readFile(file);
  } catch (cause) {
    throw new Failure(
      'DIGEST_FILE_ABSENT',
      'usage',
      `The ${what} ${file} cannot be read: ${describeError(cause)}.`,
      'Check the path, relative to the workspace, and that the build step before wrote it.',
      { cause },
    );
  }
}

export const digestFileUnusable = (what: string, file: string, why: string) =>
  new Failure(
    'DIGEST_FILE_UNUSABLE',
    'usage',
    `The ${what} ${file} does not say which digest was built: ${why}.`,
    'Use `docker buildx build --push --metadata-file`, `kaniko --digest-file`, `buildah push --digestfile`, or give `digest:`. A file from `--iidfile` holds an image id, which no registry knows.',
  );
