import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { Failure } from '../../../engine/failures.ts';

/** A folder that holds one file of a builder. */
export async function folderWith(name: string, text: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'builder '));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, name), text);
  return folder;
}

/** `CODE: message` of the failure that is thrown, with the folder named `/workspace`. */
export async function failureOf(promise: Promise<unknown>, folder = ''): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Failure)) return expect.fail(`not refused: ${String(error)}`);
  return `${error.code}: ${folder === '' ? error.message : error.message.replaceAll(folder, '/workspace')}`;
}
