import { isDigest } from '../../oci/digest.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../oci/json.ts';
import type { Claim } from './claim.ts';
import { digestFileUnusable, readBuilderFile } from './read-file.ts';

const WHAT = 'buildx metadata';
/** https://github.com/GoogleContainerTools/jib/blob/v3.4.5-gradle/jib-gradle-plugin/README.md calls the image id `imageId`. */
const JIB_DIGEST = 'imageDigest';

/**
 * Reads the file of `docker buildx build --metadata-file`, or jib's `jib-image.json`; of `bake`, the target that
 * built this image.
 * @param image last part of the repository's name, which chooses among bake's targets
 * @see https://docs.docker.com/reference/cli/docker/buildx/build/#metadata-file
 */
export async function buildxMetadata(cwd: string, path: string, image: string): Promise<Claim> {
  const json = parseJson(await readBuilderFile(cwd, path, WHAT));
  if (!isJsonObject(json)) throw digestFileUnusable(WHAT, path, 'it is not a JSON object');
  const digest = digestIn(json) ?? digestIn(targetFor(json, image, path));
  if (digest === undefined || !isDigest(digest)) {
    throw digestFileUnusable(WHAT, path, 'it has no `containerimage.digest`');
  }
  return { digest, source: `the buildx metadata ${path}` };
}

function digestIn(json: JsonObject): string | undefined {
  const digest = json['containerimage.digest'] ?? json[JIB_DIGEST];
  return typeof digest === 'string' ? digest : undefined;
}

function targetFor(json: JsonObject, image: string, path: string): JsonObject {
  const targets = Object.entries(json).flatMap(([name, value]) =>
    isJsonObject(value) && digestIn(value) !== undefined ? [{ name, value }] : [],
  );
  const fitting = targets.filter(
    ({ name, value }) =>
      name === image || namesOf(value).some((built) => built.endsWith(`/${image}`)),
  );
  const [only, ...others] = targets.length === 1 ? targets : fitting;
  if (only !== undefined && others.length === 0) return only.value;
  if (targets.length === 0) return {};
  const names = targets.map(({ name }) => name).join(', ');
  throw digestFileUnusable(WHAT, path, `of its targets ${names}, not exactly one builds ${image}`);
}

/** `image.name` holds comma-separated references. */
function namesOf(target: JsonObject): readonly string[] {
  const names = target['image.name'];
  if (typeof names !== 'string') return [];
  return names.split(',').map((name) => `/${name.trim()}`.replace(/:[^/:]*$/, ''));
}
