import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isDigest } from '../../oci/digest.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../oci/json.ts';
import type { BuildIdentity, Claim } from './claim.ts';

/** Where `recordImage` leaves its records for later steps of the same build: `record`, or `record.<image>`. */
const RUNS_FOLDER = '.promote-image';

/**
 * What `recordImage` of this build recorded for the image; undefined when it did not run here. A workspace may
 * still hold the record of an earlier build, or of another job: that one is not meant.
 */
export async function recordedDigest(
  cwd: string,
  image: string,
  thisBuild: BuildIdentity | undefined,
): Promise<Claim | undefined> {
  const runs = await readdir(resolve(cwd, RUNS_FOLDER)).catch(() => []);
  for (const run of runs.filter((name) => /^record(\.|$)/.test(name)).sort()) {
    const file = resolve(cwd, RUNS_FOLDER, run, 'record.json');
    const json = parseJson(await readFile(file).catch(() => Buffer.alloc(0)));
    const claim = isJsonObject(json) ? claimIn(json, image, thisBuild) : undefined;
    if (claim !== undefined) return claim;
  }
  return undefined;
}

function claimIn(
  json: JsonObject,
  image: string,
  thisBuild: BuildIdentity | undefined,
): Claim | undefined {
  if (json['image'] !== image) return undefined;
  const { digest, build, job } = json;
  if (build !== thisBuild?.number || job !== thisBuild?.job) return undefined;
  if (typeof digest !== 'string' || !isDigest(digest)) return undefined;
  if (typeof build !== 'string') return { digest, source: 'the record in this workspace' };
  return { digest, source: `the record of build ${build} in this workspace`, build };
}
