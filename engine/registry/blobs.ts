import type { HttpResponse, StreamedBody } from '../http/request.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { OCTET_STREAM } from '../oci/media-types.ts';
import { blobAbsent, oddAnswer, unexpectedAnswer } from './failures.ts';
import { isRedeployRefused } from './manifests.ts';
import { apiUrl, type Repository, resolveLocation, send } from './repository.ts';

/** An upload that the registry opened; its address is used as given, query and all. */
export interface UploadSession {
  readonly url: URL;
}

/** True when the repository says it has the blob; some registries say so wrongly (nexus-public#264). */
export async function hasBlob(repository: Repository, { digest }: Descriptor): Promise<boolean> {
  const url = apiUrl(repository, `blobs/${digest}`);
  const response = await send(repository, 'pull', { method: 'HEAD', url });
  if (response.status === 200) return true;
  if (response.status === 404) return false;
  throw unexpectedAnswer(response, 'pull', `look for blob ${digest} in`, repository);
}

/**
 * Opens a blob for reading, unverified: whoever reads hashes.
 * @param from first byte wanted
 * @returns the bytes, and where they start: 0 where the registry ignored the range
 * @throws Failure BLOB_ABSENT
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-blobs
 */
export async function openBlob(
  repository: Repository,
  descriptor: Descriptor,
  from = 0,
): Promise<{ readonly chunks: AsyncIterable<Uint8Array>; readonly startsAt: number }> {
  const response = await send(repository, 'pull', {
    method: 'GET',
    url: apiUrl(repository, `blobs/${descriptor.digest}`),
    isStreamed: true,
    headers: from === 0 ? {} : { range: `bytes=${from}-` },
  });
  if (response.status === 200) return { chunks: response.chunks, startsAt: 0 };
  if (response.status === 206) {
    const startsAt = /^bytes (\d{1,16})-/.exec(response.header('content-range') ?? '')?.[1];
    if (startsAt === undefined)
      throw oddAnswer(repository, 'a 206 without a readable Content-Range');
    return { chunks: response.chunks, startsAt: Number(startsAt) };
  }
  if (response.status === 404) throw blobAbsent(repository, descriptor);
  throw unexpectedAnswer(response, 'pull', `read blob ${descriptor.digest} of`, repository);
}

/** What opening an upload led to; `refused` is a mount or one-request upload that this server does not do. */
export type OpenedUpload =
  | { readonly outcome: 'stored' }
  | { readonly outcome: 'open'; readonly session: UploadSession }
  | { readonly outcome: 'refused' };

/** @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#post-then-put */
export async function openUpload(repository: Repository): Promise<UploadSession> {
  const response = await postUpload(repository, '');
  const session = sessionIn(repository, response);
  if (session !== undefined) return session;
  const what = response.status === 404 ? 'push into' : 'start an upload in';
  throw unexpectedAnswer(response, 'push', what, repository);
}

/**
 * Asks for a blob to be taken over from another repository of the same server.
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#mounting-a-blob-from-another-repository
 */
export async function mountBlob(
  repository: Repository,
  { digest }: Descriptor,
  from: Repository,
): Promise<OpenedUpload> {
  const query = new URLSearchParams({ mount: digest, from: from.name });
  return openedUpload(repository, await postUpload(repository, `?${query}`, undefined, from));
}

/** @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#single-post */
export async function uploadInOneRequest(
  repository: Repository,
  descriptor: Descriptor,
  body: Uint8Array | StreamedBody,
): Promise<OpenedUpload> {
  const query = new URLSearchParams({ digest: descriptor.digest });
  const response = await postUpload(repository, `?${query}`, body);
  if (await isThereAlready(repository, descriptor, response)) return { outcome: 'stored' };
  return openedUpload(repository, response);
}

function postUpload(
  repository: Repository,
  query: string,
  body?: Uint8Array | StreamedBody,
  mountFrom?: Repository,
): Promise<HttpResponse> {
  const request = {
    method: 'POST',
    url: apiUrl(repository, `blobs/uploads/${query}`),
    ...(body !== undefined && { body, headers: { 'content-type': OCTET_STREAM } }),
  } as const;
  return send(repository, 'push', request, mountFrom);
}

function openedUpload(repository: Repository, response: HttpResponse): OpenedUpload {
  if (response.status === 201) return { outcome: 'stored' };
  const session = sessionIn(repository, response);
  if (session !== undefined) return { outcome: 'open', session };
  return { outcome: 'refused' };
}

function sessionIn(repository: Repository, response: HttpResponse): UploadSession | undefined {
  if (response.status !== 202) return undefined;
  const url = resolveLocation(repository, response.url, response.header('location') ?? ':');
  if (url === undefined) throw oddAnswer(repository, 'an upload without a readable Location');
  return { url };
}

/** A shared layer that somebody else pushed meanwhile: the loser is refused, the blob is there (nexus-public#967). */
async function isThereAlready(
  repository: Repository,
  descriptor: Descriptor,
  response: HttpResponse,
): Promise<boolean> {
  return isRedeployRefused(response) && (await hasBlob(repository, descriptor));
}

/**
 * Ends an upload with the whole blob.
 * @returns false when the session is gone or broken, so that the blob has to be sent again
 */
export async function finishUpload(
  repository: Repository,
  session: UploadSession,
  descriptor: Descriptor,
  body: Uint8Array | StreamedBody,
): Promise<boolean> {
  const response = await send(repository, 'push', {
    method: 'PUT',
    url: withDigest(session.url, descriptor),
    headers: { 'content-type': OCTET_STREAM },
    body,
  });
  // Docker-Content-Digest is not compared: distribution 2.8 names a sha512 blob by its sha256.
  if (response.status === 201 || response.status === 200 || response.status === 204) return true;
  if (await isThereAlready(repository, descriptor, response)) return true;
  const isPassing = [404, 408, 416, 429].includes(response.status) || response.status >= 500;
  if (isPassing) return false;
  throw unexpectedAnswer(response, 'push', `store blob ${descriptor.digest} in`, repository);
}

/** Gives a session back; what the registry says to that changes nothing. */
export async function cancelUpload(repository: Repository, session: UploadSession): Promise<void> {
  await send(repository, 'push', { method: 'DELETE', url: session.url }).catch(() => {});
}

/** The session's own query stays as it was written, since it may be signed; `digest` is appended. */
function withDigest(session: URL, { digest }: Descriptor): URL {
  const url = new URL(session);
  url.search = `${url.search === '' ? '?' : `${url.search}&`}digest=${encodeURIComponent(digest)}`;
  return url;
}
