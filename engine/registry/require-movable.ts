import { Failure } from '../failures.ts';
import type { Manifest } from '../oci/manifest.ts';
import { describeAnswer } from './error-body.ts';
import { unexpectedAnswer } from './failures.ts';
import { isRedeployRefused } from './manifests.ts';
import { apiUrl, type Repository, send } from './repository.ts';

/**
 * Puts a tag once more where it is, which changes nothing: what may not be moved refuses that, too
 * ("Disable redeploy" of Nexus, immutable tags of others).
 * @param manifest what the tag is at
 * @throws Failure TAG_IMMUTABLE, PUSH_DENIED
 */
export async function requireMovable(
  repository: Repository,
  tag: string,
  { descriptor, bytes }: Manifest,
): Promise<void> {
  const response = await send(repository, 'push', {
    method: 'PUT',
    url: apiUrl(repository, `manifests/${tag}`),
    headers: { 'content-type': descriptor.mediaType, 'content-length': String(bytes.length) },
    body: bytes,
  });
  const { status } = response;
  if (isRedeployRefused(response)) throw immovable(repository, tag, describeAnswer(response));
  if (status === 401 || status === 403) {
    throw unexpectedAnswer(response, 'push', `move tag ${tag} of`, repository);
  }
  // Any other refusal is about the image that is left, which may well be damaged.
}

const immovable = ({ label }: Repository, tag: string, words: string) =>
  new Failure(
    'TAG_IMMUTABLE',
    'refused',
    `The registry does not let tag ${tag} of ${label} be moved, and to go back means to move it (${words}). Nothing was written.`,
    'In Nexus, set the Deployment policy of this hosted repository to "Allow redeploy", then run this again.',
  );
