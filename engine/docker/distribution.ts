import { type Digest, parseDigest } from '../oci/digest.ts';
import { findOnEngine } from './ask.ts';
import type { DockerEngine } from './engine.ts';
import { memberOf, objectIn, requiredText } from './members.ts';
import { type PullCredentials, registryAuthHeader } from './registry-auth.ts';

/**
 * What an image reference is at in its registry, as the engine sees it from where it is; nothing is pulled.
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Distribution/operation/DistributionInspect
 * @throws Failure ENGINE_REFUSED, also where the registry does not let the engine in
 */
export async function resolveOnEngine(
  engine: DockerEngine,
  reference: string,
  credentials?: PullCredentials,
): Promise<Digest | undefined> {
  const path = `/distribution/${encodeURIComponent(reference)}/json`;
  const response = await findOnEngine(engine, path, registryAuthHeader(credentials));
  if (response === undefined) return undefined;
  const json = objectIn(engine, response);
  return parseDigest(requiredText(engine, memberOf(json, 'Descriptor'), 'digest'));
}
