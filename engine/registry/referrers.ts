import type { Descriptor } from '../oci/descriptor.ts';
import { type Digest, digestOf } from '../oci/digest.ts';
import { isJsonObject, parseJson } from '../oci/json.ts';
import { type IndexManifest, parseManifest } from '../oci/manifest.ts';
import { OCI_INDEX } from '../oci/media-types.ts';
import { oddAnswer, unexpectedAnswer } from './failures.ts';
import { findManifest, pushManifest } from './manifests.ts';
import { apiUrl, type Repository, send } from './repository.ts';
import { nextPage } from './tags.ts';

const MOST_PAGES = 100;
const PAGE_BYTES = 4 * 1024 * 1024;
/** The descriptors of one subject's fallback index are written by one of us at a time. */
const EMPTY_INDEX = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] };

/** Tag of the index that stands in for the referrers API: `sha256-<hex>`, at most 128 characters. */
export function referrersTag(digest: Digest): string {
  const [algorithm = '', hex = ''] = digest.split(':');
  return `${algorithm.slice(0, 32)}-${hex.slice(0, 64)}`;
}

/**
 * What names a digest as its subject: by the API, and where there is none by the fallback tag. The answer is
 * a hint: whoever copies a referrer looks whether its own `subject` says the same (oras#2148).
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers
 */
export async function listReferrers(
  repository: Repository,
  digest: Digest,
): Promise<readonly Descriptor[]> {
  const { traits } = repository.registry;
  if (traits.referrersApi !== 'fails') {
    const listed = await listByApi(repository, digest);
    traits.referrersApi = listed === undefined ? 'fails' : 'works';
    if (listed !== undefined) return listed;
  }
  const index = await findManifest(repository, referrersTag(digest));
  return index?.isIndex === true ? index.manifests : [];
}

async function listByApi(
  repository: Repository,
  digest: Digest,
): Promise<readonly Descriptor[] | undefined> {
  const found: Descriptor[] = [];
  let url: URL | undefined = apiUrl(repository, `referrers/${digest}`);
  for (let pages = 0; url !== undefined; pages += 1) {
    if (pages === MOST_PAGES)
      throw oddAnswer(repository, `more than ${MOST_PAGES} pages of referrers`);
    const response = await send(repository, 'pull', {
      method: 'GET',
      url,
      headers: { accept: OCI_INDEX },
      readBytes: PAGE_BYTES,
    });
    // 404 says that there is no such API; some servers call the path itself wrong.
    if ([400, 404, 405].includes(response.status)) return undefined;
    if (response.status !== 200) {
      throw unexpectedAnswer(response, 'pull', 'list the referrers in', repository);
    }
    const bytes = response.body ?? new Uint8Array();
    if (!isJsonObject(parseJson(bytes))) return undefined;
    const index = parseManifest(bytes, OCI_INDEX, digestOf(bytes)) as IndexManifest;
    found.push(...index.manifests);
    url = nextPage(repository, response.url, response.header('link'));
  }
  return found;
}

/**
 * Adds referrers to the fallback index of their subject; what is there is kept.
 * @returns false when the tag holds something else, or the registry keeps it from moving
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests-with-subject
 */
export async function keepReferrers(
  repository: Repository,
  subject: Digest,
  added: readonly Descriptor[],
): Promise<boolean> {
  const tag = referrersTag(subject);
  const now = await findManifest(repository, tag);
  if (now !== undefined && !now.isIndex) return false;
  const known = now?.manifests ?? [];
  const missing = added.filter(({ digest }) => !known.some((one) => one.digest === digest));
  if (missing.length === 0) return true;
  const json = now === undefined ? EMPTY_INDEX : parseJson(now.bytes);
  const manifests = isJsonObject(json) && Array.isArray(json['manifests']) ? json['manifests'] : [];
  const bytes = Buffer.from(
    JSON.stringify({ ...(json as object), manifests: [...manifests, ...missing] }),
  );
  try {
    const index = parseManifest(bytes, OCI_INDEX, digestOf(bytes));
    return (await pushManifest(repository, index, tag)).outcome === 'stored';
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'TAG_IMMUTABLE' || error.code === 'READ_ONLY')
  );
}
