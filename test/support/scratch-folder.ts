import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names the folder where tests may leave folders behind: it goes with the run. */
export const SCRATCH_FOLDER = 'PROMOTE_IMAGE_TEST_FOLDER';

/** Called by vitest once, before the processes are started that test files share. */
export async function setup(): Promise<void> {
  process.env[SCRATCH_FOLDER] = await mkdtemp(join(tmpdir(), 'promote-image tests '));
}

export async function teardown(): Promise<void> {
  const folder = process.env[SCRATCH_FOLDER];
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
