import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isDigest } from '../../oci/digest.ts';
import { isJsonObject, parseJson } from '../../oci/json.ts';
import type { BuildIdentity, Claim } from './claim.ts';

/** Where `recordImage` leaves its record for later steps of the same build. */
export const RECORD_FILE = '.promote-image/record/record.json';

/**
 * What `recordImage` of this build recorded for the image; undefined when it did not run here. A workspace may
 * still hold the record of an earlier build, or of another job: that one is not meant.
 */
export async function recordedDigest(
  cwd: string,
  image: string,
  thisBuild: BuildIdentity | undefined,
): Promise<Claim | undefined> {
  const bytes = await readFile(resolve(cwd, RECORD_FILE)).catch(() => undefined);
  const json = bytes === undefined ? undefined : parseJson(bytes);
  if (!isJsonObject(json) || json['image'] !== image) return undefined;
  const { digest, build, job } = json;
  if (build !== thisBuild?.number || job !== thisBuild?.job) return undefined;
  if (typeof digest !== 'string' || !isDigest(digest)) return undefined;
  if (typeof build !== 'string') return { digest, source: 'the record in this workspace' };
  return { digest, source: `the record of build ${build} in this workspace`, build };
}
