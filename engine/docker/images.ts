import { findOnEngine } from './ask.ts';
import type { DockerEngine } from './engine.ts';
import { objectIn, textsOf } from './members.ts';

/**
 * `host/name@sha256:…` of an image, by which it was pulled or to which it was pushed; undefined where the engine
 * does not have it.
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageInspect
 * @throws Failure ENGINE_REFUSED
 */
export async function findRepoDigests(
  engine: DockerEngine,
  nameOrId: string,
): Promise<readonly string[] | undefined> {
  const response = await findOnEngine(engine, `/images/${encodeURIComponent(nameOrId)}/json`);
  return response && textsOf(objectIn(engine, response), 'RepoDigests');
}
