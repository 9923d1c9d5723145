import { type Answer, empty, failure } from './answer.ts';
import type { RegistryRequest } from './request.ts';
import type { Store } from './store.ts';

/** A blob, or the part of it that `Range` asks for. */
export function fetchBlob(store: Store, request: RegistryRequest, digest: string): Answer {
  const blob = store.repository(request.repository).blobs.get(digest);
  if (blob === undefined) return blobUnknown(digest);
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Docker-Content-Digest': digest,
    'Accept-Ranges': 'bytes',
    'Content-Length': `${blob.size}`,
  };
  if (request.method === 'HEAD') return { status: 200, headers };
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  if (range === null) return { status: 200, headers, body: blob.read(0, blob.size - 1) };

  const start = Number(range[1]);
  const end = Math.min(range[2] === '' ? Infinity : Number(range[2]), blob.size - 1);
  if (start > end) return empty(416, { 'Content-Range': `bytes */${blob.size}` });
  return {
    status: 206,
    headers: {
      ...headers,
      'Content-Length': `${end - start + 1}`,
      'Content-Range': `bytes ${start}-${end}/${blob.size}`,
    },
    body: blob.read(start, end),
  };
}

export function deleteBlob(store: Store, request: RegistryRequest, digest: string): Answer {
  if (!store.hasBlob(request.repository, digest)) return blobUnknown(digest);
  store.deleteBlob(request.repository, digest);
  return empty(202);
}

function blobUnknown(digest: string): Answer {
  return failure(404, 'BLOB_UNKNOWN', 'blob unknown to registry', digest);
}
