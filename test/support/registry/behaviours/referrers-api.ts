import { type Answer, json, withHeaders } from '../answer.ts';
import type { RegistryRequest } from '../request.ts';
import type { Store, StoredManifest } from '../store.ts';
import type { Behaviour } from './behaviour.ts';

interface ManifestJson {
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly config?: { readonly mediaType: string };
  readonly annotations?: Readonly<Record<string, string>>;
  readonly subject?: { readonly digest: string };
}

export interface ReferrersApiOptions {
  /** Descriptors in one page; all when left out. */
  readonly pageLimit?: number;
  /** Applies `artifactType` and says so in `OCI-Filters-Applied`. */
  readonly filters?: boolean;
}

/** The referrers API, and `OCI-Subject`. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers */
export function referrersApi(options: ReferrersApiOptions = {}): Behaviour {
  const { filters = true } = options;
  return {
    answer(request, { store }) {
      const { method, route } = request;
      if (method !== 'GET' || route.kind !== 'referrers') return undefined;
      const wanted = filters ? request.query.get('artifactType') : null;
      const all = referrersTo(store, request, route.image, route.digest).filter(
        ({ artifactType }) => wanted === null || artifactType === wanted,
      );
      const answer = pageOf(all, request, options.pageLimit ?? Infinity);
      return wanted === null
        ? answer
        : withHeaders(answer, { 'OCI-Filters-Applied': 'artifactType' });
    },

    alter({ method, route, repository }, answer, { store }) {
      if (method !== 'PUT' || route.kind !== 'manifest' || answer.status !== 201) return undefined;
      const digest = answer.headers['Docker-Content-Digest'] ?? '';
      const pushed = store.manifest(repository, route.image, digest);
      const subject = pushed && read(pushed).subject?.digest;
      return subject === undefined ? undefined : withHeaders(answer, { 'OCI-Subject': subject });
    },
  };
}

function referrersTo(store: Store, { repository }: RegistryRequest, image: string, digest: string) {
  const manifests = store.repository(repository).images.get(image)?.manifests.values() ?? [];
  return [...manifests].flatMap((manifest) => {
    const json = read(manifest);
    if (json.subject?.digest !== digest) return [];
    const artifactType = json.artifactType ?? json.config?.mediaType;
    return [
      {
        mediaType: manifest.mediaType,
        digest: manifest.digest,
        size: manifest.bytes.length,
        ...(artifactType !== undefined && { artifactType }),
        ...(json.annotations && { annotations: json.annotations }),
      },
    ];
  });
}

function pageOf(all: readonly unknown[], request: RegistryRequest, limit: number): Answer {
  const start = Number(request.query.get('from') ?? 0);
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const index = { schemaVersion: 2, mediaType, manifests: all.slice(start, start + limit) };
  const answer = json(200, index, { 'Content-Type': mediaType });
  if (start + limit >= all.length) return answer;
  const query = new URLSearchParams(request.query);
  query.set('from', String(start + limit));
  return withHeaders(answer, { Link: `<${request.path}?${query}>; rel="next"` });
}

function read({ bytes }: StoredManifest): ManifestJson {
  return JSON.parse(bytes.toString()) as ManifestJson;
}
