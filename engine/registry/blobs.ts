import { Failure } from '../failures.ts';
import type { HttpResponse, StreamedBody } from '../http/request.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { OCTET_STREAM } from '../oci/media-types.ts';
import { parseErrorBody } from './error-body.ts';
import { blobAbsent, oddAnswer, unexpectedAnswer } from './failures.ts';
import { isRedeployRefused } from './manifests.ts';
import { apiUrl, type Repository, resolveLocation, send } from './repository.ts';

/** An upload that the registry opened; its address is used as given, query and all. */
export interface UploadSession {
  readonly url: URL;
}

/** True when the repository says it has the blob; some registries say so wrongly (nexus-public#264). */
export async function hasBlob(repository: Repository, descriptor: Descriptor): Promise<boolean> {
  const { digest } = descriptor;
  const url = apiUrl(repository, `blobs/${digest}`);
  const response = await send(repository, 'pull', { method: 'HEAD', url, finalStatuses: [500] });
  if (response.status === 200) return true;
  if (response.status === 404) return false;
  // As for manifests, a server that fails at HEAD may well answer GET (nexus-public#1059).
  if (response.status === 500 || response.status === 405) return opensBlob(repository, descriptor);
  throw unexpectedAnswer(response, 'pull', `look for blob ${digest} in`, repository);
}

async function opensBlob(repository: Repository, descriptor: Descriptor): Promise<boolean> {
  const opening = openBlob(repository, descriptor).then(async ({ chunks }) => {
    for await (const _ of chunks) break;
    return true;
  });
  return opening.catch((error: unknown) => {
    if (error instanceof Failure && error.code === 'BLOB_ABSENT') return false;
    throw error;
  });
}

/**
 * Opens a blob for reading, unverified: whoever reads hashes.
 * @param from first byte wanted, by whoever goes on with a transfer: the place that it holds is its own
 * @returns the bytes, and where they start: 0 where the registry ignored the range
 * @throws Failure BLOB_ABSENT
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-blobs
 */
export async function openBlob(
  repository: Repository,
  descriptor: Descriptor,
  from?: number,
): Promise<{ readonly chunks: AsyncIterable<Uint8Array>; readonly startsAt: number }> {
  const response = await send(repository, 'pull', {
    method: 'GET',
    url: apiUrl(repository, `blobs/${descriptor.digest}`),
    isStreamed: true,
    isUrgent: from !== undefined,
    headers: from === undefined || from === 0 ? {} : { range: `bytes=${from}-` },
  });
  if (response.status === 200) return { chunks: response.chunks, startsAt: 0 };
  if (response.status === 206) {
    const startsAt = /^bytes (\d{1,16})-/.exec(response.header('content-range') ?? '')?.[1];
    if (startsAt === undefined) {
      await leave(response.chunks);
      throw oddAnswer(repository, 'a 206 without a readable Content-Range');
    }
    return { chunks: response.chunks, startsAt: Number(startsAt) };
  }
  if (response.status === 404) throw blobAbsent(repository, descriptor);
  throw unexpectedAnswer(response, 'pull', `read blob ${descriptor.digest} of`, repository);
}

/** A body that nobody reads would keep its connection. */
async function leave(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of chunks) break;
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
  const url = resolveLocation(repository, response.url, response.header('location'));
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
    url: withDigest(session.url, descriptor.digest),
    headers: { 'content-type': OCTET_STREAM },
    body,
  });
  // Docker-Content-Digest is not compared: distribution 2.8 names a sha512 blob by its sha256.
  if (response.status === 201 || response.status === 200 || response.status === 204) return true;
  if (await isThereAlready(repository, descriptor, response)) return true;
  const isPassing = [404, 408, 416, 429].includes(response.status) || response.status >= 500;
  if (isPassing || isDamaged(response)) return false;
  throw unexpectedAnswer(response, 'push', `store blob ${descriptor.digest} in`, repository);
}

/** Other bytes arrived than were sent, or fewer. */
function isDamaged(response: HttpResponse): boolean {
  const { codes } = parseErrorBody(response);
  return codes.some((code) => code === 'DIGEST_INVALID' || code === 'SIZE_INVALID');
}

/** Gives a session back; what the registry says to that changes nothing. */
export async function cancelUpload(repository: Repository, session: UploadSession): Promise<void> {
  await send(repository, 'push', { method: 'DELETE', url: session.url }).catch(() => {});
}

/** The session's own query stays as it was written, since it may be signed; `digest` is appended. */
export function withDigest(session: URL, digest: string): URL {
  const url = new URL(session);
  url.search = `${url.search === '' ? '?' : `${url.search}&`}digest=${encodeURIComponent(digest)}`;
  return url;
}
