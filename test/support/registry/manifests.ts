import { createHash } from 'node:crypto';
import { type Answer, empty, failure } from './answer.ts';
import { type RegistryRequest, readBody } from './request.ts';
import type { Store } from './store.ts';
import { type RepositoryOptions, refuseManifestUpdate } from './write-policy.ts';

interface ManifestRoute {
  readonly image: string;
  /** Tag or digest. */
  readonly reference: string;
}

/** The parts of a manifest that a registry looks at. */
interface ManifestJson {
  readonly mediaType?: string;
  readonly config?: Content;
  readonly layers?: readonly Content[];
  readonly manifests?: readonly Content[];
}

interface Content {
  readonly digest: string;
  readonly urls?: readonly string[];
}

const LIMIT_BYTES = 4 * 1024 * 1024;

export function fetchManifest(
  store: Store,
  request: RegistryRequest,
  route: ManifestRoute,
): Answer {
  const manifest = store.manifest(request.repository, route.image, route.reference);
  if (manifest === undefined) return manifestUnknown(route);
  return {
    status: 200,
    headers: {
      'Content-Type': manifest.mediaType,
      'Content-Length': `${manifest.bytes.length}`,
      'Docker-Content-Digest': manifest.digest,
    },
    body: manifest.bytes,
  };
}

/** Takes a manifest whose blobs and children are there. */
export async function putManifest(
  store: Store,
  options: RepositoryOptions,
  request: RegistryRequest,
  { image, reference }: ManifestRoute,
): Promise<Answer> {
  const { repository, base } = request;
  const bytes = await readBody(request);
  if (bytes.length > LIMIT_BYTES) return failure(413, 'MANIFEST_INVALID', 'manifest too large');
  const json = parse(bytes);
  if (json === undefined) return failure(400, 'MANIFEST_INVALID', 'manifest invalid');
  const isDigest = reference.includes(':');
  const algorithm = reference.startsWith('sha512:') ? 'sha512' : 'sha256';
  const digest = `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
  if (isDigest && digest !== reference) {
    return failure(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
  }
  const missing = firstMissing(store, repository, image, json);
  if (missing !== undefined) {
    return failure(400, 'BLOB_UNKNOWN', `blob unknown to registry - ${missing}`);
  }
  const mayMove = options.latestPolicy === true && reference === 'latest';
  const exists = store.manifest(repository, image, reference) !== undefined;
  if (options.writePolicy === 'ALLOW_ONCE' && exists && !mayMove) {
    return refuseManifestUpdate(request, image, reference);
  }

  const mediaType = request.headers['content-type'] ?? json.mediaType ?? '';
  store.putManifest(repository, image, bytes, mediaType, digest);
  if (!isDigest) store.putTag(repository, image, reference, digest);
  return empty(201, {
    Location: `${base}/${image}/manifests/${digest}`,
    'Docker-Content-Digest': digest,
  });
}

/** By digest every tag on it goes too, by tag only that tag. */
export function deleteManifest(
  store: Store,
  request: RegistryRequest,
  route: ManifestRoute,
): Answer {
  const { image, reference } = route;
  const manifest = store.manifest(request.repository, image, reference);
  if (manifest === undefined) return manifestUnknown(route);
  if (reference.includes(':')) store.deleteManifest(request.repository, image, reference);
  else store.deleteTag(request.repository, image, reference);
  return empty(202);
}

function manifestUnknown({ image, reference }: ManifestRoute): Answer {
  return failure(404, 'MANIFEST_UNKNOWN', 'manifest unknown', { image, reference });
}

function firstMissing(store: Store, repository: string, image: string, json: ManifestJson) {
  const contents = [json.config, ...(json.layers ?? [])].filter((content) => content !== undefined);
  const blob = contents.find(
    ({ digest, urls = [] }) => urls.length === 0 && !store.hasBlob(repository, digest),
  );
  const child = json.manifests?.find(({ digest }) => !store.manifest(repository, image, digest));
  return (blob ?? child)?.digest;
}

function parse(bytes: Buffer): ManifestJson | undefined {
  try {
    return JSON.parse(bytes.toString()) as ManifestJson;
  } catch {
    return undefined;
  }
}
