import { findOnEngine } from './ask.ts';
import type { DockerEngine } from './engine.ts';
import { objectIn, requiredText, textsOf } from './members.ts';

/** An image that an engine has. */
export interface EngineImage {
  /** The digest of its config, or, on an engine with containerd's image store, of its manifest or index. */
  readonly id: string;
  /** `host/name@sha256:…`, by which it was pulled or to which it was pushed. */
  readonly repoDigests: readonly string[];
  readonly repoTags: readonly string[];
}

/**
 * An image by its id or by any name.
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageInspect
 * @throws Failure ENGINE_REFUSED
 */
export async function findImage(
  engine: DockerEngine,
  nameOrId: string,
): Promise<EngineImage | undefined> {
  const response = await findOnEngine(engine, `/images/${encodeURIComponent(nameOrId)}/json`);
  if (response === undefined) return undefined;
  const json = objectIn(engine, response);
  return {
    id: requiredText(engine, json, 'Id'),
    repoDigests: textsOf(json, 'RepoDigests'),
    repoTags: textsOf(json, 'RepoTags'),
  };
}
