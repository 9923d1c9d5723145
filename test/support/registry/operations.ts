import { type Answer, empty, failure, page } from './answer.ts';
import { deleteBlob, fetchBlob } from './blobs.ts';
import { deleteManifest, fetchManifest, putManifest } from './manifests.ts';
import { isWrite, type RegistryRequest } from './request.ts';
import type { Store } from './store.ts';
import { listTags } from './tags.ts';
import type { Uploads } from './uploads.ts';
import { type RepositoryOptions, refuseReadOnly } from './write-policy.ts';

/** What the registry itself answers, to a request that may be made. */
export async function operate(
  store: Store,
  uploads: Uploads,
  repositories: Readonly<Record<string, RepositoryOptions>>,
  request: RegistryRequest,
): Promise<Answer> {
  const { repository, route } = request;
  if (route.kind === 'ping')
    return empty(200, { 'Docker-Distribution-Api-Version': 'registry/2.0' });
  const options = repositories[repository];
  if (options === undefined) return page(404, 'Not Found');
  if (options.writePolicy === 'DENY' && isWrite(request)) return refuseReadOnly(request);

  return answerTo(store, uploads, options, request) ?? UNSUPPORTED;
}

const UNSUPPORTED = failure(405, 'UNSUPPORTED', 'the operation is unsupported');

function answerTo(
  store: Store,
  uploads: Uploads,
  options: RepositoryOptions,
  request: RegistryRequest,
): Answer | Promise<Answer> | undefined {
  const { route } = request;
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  switch (route.kind) {
    case 'manifest':
      if (method === 'GET') return fetchManifest(store, request, route);
      if (method === 'PUT') return putManifest(store, options, request, route);
      if (method === 'DELETE') return deleteManifest(store, request, route);
      return undefined;
    case 'blob':
      if (method === 'GET') return fetchBlob(store, request, route.digest);
      if (method === 'DELETE') return deleteBlob(store, request, route.digest);
      return undefined;
    case 'uploads':
      return method === 'POST' ? uploads.start(request, route.image) : undefined;
    case 'upload':
      if (method === 'GET') return uploads.describe(request, route.image, route.id);
      if (method === 'PATCH') return uploads.append(request, route.image, route.id);
      if (method === 'PUT') return uploads.finish(request, route.image, route.id);
      if (method === 'DELETE') return uploads.cancel(request, route.id);
      return undefined;
    case 'tags':
      return method === 'GET' ? listTags(store, request, route.image) : undefined;
    default:
      return page(404, 'Not Found');
  }
}
