import type { HttpResponse } from '../http/request.ts';
import { digestOf } from '../oci/digest.ts';
import { OCTET_STREAM } from '../oci/media-types.ts';
import { type UploadSession, withDigest } from '../registry/blobs.ts';
import { parseErrorBody } from '../registry/error-body.ts';
import { contentDiffers } from '../registry/failures.ts';
import { apiUrl, type Repository, resolveLocation, send } from '../registry/repository.ts';

/** Bytes that are sent under a digest that is not theirs, so that no registry keeps them. */
const BYTES = Buffer.from('promote-image doctor: not to be kept\n');
const OTHER_DIGEST = digestOf(Buffer.from('promote-image doctor: never sent\n'));

/**
 * POST with a digest and the bytes of another: refused where one request would do, else an upload is opened.
 * @throws Failure CONTENT_DIFFERS where the registry keeps them all the same; they are deleted then
 */
export async function postUnkeepable(repository: Repository): Promise<HttpResponse> {
  const query = new URLSearchParams({ digest: OTHER_DIGEST });
  const answer = await send(repository, 'push', {
    method: 'POST',
    url: apiUrl(repository, `blobs/uploads/?${query}`),
    headers: { 'content-type': OCTET_STREAM },
    body: BYTES,
    finalStatuses: [500],
  });
  if (answer.status !== 200 && answer.status !== 201) return answer;
  const url = apiUrl(repository, `blobs/${OTHER_DIGEST}`);
  await send(repository, 'push', { method: 'DELETE', url });
  throw contentDiffers(repository, OTHER_DIGEST, 'other bytes, which it stored without a look');
}

/** PUT that ends an upload with no bytes under what is no digest: refused by whoever may not, or as a mistake. */
export function putNothing(repository: Repository, session: UploadSession): Promise<HttpResponse> {
  return putBlob(repository, session, 'none');
}

export function putBlob(
  repository: Repository,
  session: UploadSession,
  digest: string,
  body?: Uint8Array,
): Promise<HttpResponse> {
  return send(repository, 'push', {
    method: 'PUT',
    url: withDigest(session.url, digest),
    headers: { 'content-type': OCTET_STREAM },
    ...(body !== undefined && { body }),
    finalStatuses: [500],
  });
}

/** True where the answer calls the digest wrong, so the registry had read the bytes. */
export function isDigestRefused(answer: HttpResponse): boolean {
  const { codes, words } = parseErrorBody(answer);
  return answer.status === 400 && (codes.includes('DIGEST_INVALID') || /digest/i.test(words));
}

/** The upload that an answer opened, if it did. */
export function openedBy(repository: Repository, answer: HttpResponse): UploadSession | undefined {
  if (answer.status !== 202) return undefined;
  const url = resolveLocation(repository, answer.url, answer.header('location'));
  return url === undefined ? undefined : { url };
}

/** Gives an upload back. @returns false where it is, or may be, still open */
export async function closeUpload(
  repository: Repository,
  { url }: UploadSession,
): Promise<boolean> {
  const { status } = await send(repository, 'push', { method: 'DELETE', url });
  if (status < 300 || status === 404) return true;
  return (await send(repository, 'pull', { method: 'GET', url })).status === 404;
}
