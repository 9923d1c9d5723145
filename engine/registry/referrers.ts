import { Failure } from '../failures.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { type Digest, digestOf } from '../oci/digest.ts';
import { isJsonObject, parseJson } from '../oci/json.ts';
import { parseManifest } from '../oci/manifest.ts';
import { OCI_INDEX } from '../oci/media-types.ts';
import { oddAnswer, unexpectedAnswer } from './failures.ts';
import { findManifest, pushManifest } from './manifests.ts';
import { apiUrl, type Registry, type Repository, send } from './repository.ts';
import { nextPage } from './tags.ts';

const MOST_PAGES = 100;
const PAGE_BYTES = 4 * 1024 * 1024;
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
    if (listed !== undefined) traits.referrersApi = 'works';
    if (listed !== undefined) return listed;
    // Where it worked before, a repository is absent, not the API.
    if (traits.referrersApi === 'untried') traits.referrersApi = 'fails';
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
    const { body } = response;
    if (body === undefined) throw oddAnswer(repository, 'a page of referrers above 4 MiB');
    if (!isJsonObject(parseJson(body))) return undefined;
    const index = parseManifest(body, OCI_INDEX, digestOf(body));
    if (!index.isIndex) throw oddAnswer(repository, 'referrers that are no index');
    found.push(...index.manifests);
    url = nextPage(repository, response);
  }
  return found;
}

/** What this run knows of a registry's fallback indexes. */
interface IndexKeeping {
  /** Of each the last change, since an index is read, changed and written back. */
  readonly turns: Map<string, Promise<unknown>>;
  /** What was added to each, to be added again where another writer took it away. */
  readonly added: Map<string, readonly Descriptor[]>;
  /** Those that cannot be changed. */
  readonly fixed: Set<string>;
}

const keepings = new WeakMap<Registry, IndexKeeping>();

function keepingOf(registry: Registry): IndexKeeping {
  const known = keepings.get(registry);
  if (known !== undefined) return known;
  const keeping = { turns: new Map(), added: new Map(), fixed: new Set<string>() };
  keepings.set(registry, keeping);
  return keeping;
}

/**
 * Adds referrers to the fallback index of their subject; what is there is kept.
 * @returns false when the tag holds something else, cannot hold more, or the registry keeps it from moving
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests-with-subject
 */
export function keepReferrers(
  repository: Repository,
  subject: Digest,
  added: readonly Descriptor[],
): Promise<boolean> {
  const keeping = keepingOf(repository.registry);
  const tag = referrersTag(subject);
  const key = `${repository.name}:${tag}`;
  const all = [...(keeping.added.get(key) ?? []), ...added];
  keeping.added.set(key, all);
  const turn = keeping.turns.get(key) ?? Promise.resolve();
  const kept = turn.then(async () => {
    if (keeping.fixed.has(key)) return false;
    const isKept = await addToIndex(repository, tag, all);
    if (!isKept) keeping.fixed.add(key);
    return isKept;
  });
  keeping.turns.set(
    key,
    kept.catch(() => {}),
  );
  return kept;
}

async function addToIndex(
  repository: Repository,
  tag: string,
  added: readonly Descriptor[],
): Promise<boolean> {
  try {
    const now = await findManifest(repository, tag);
    if (now !== undefined && !now.isIndex) return false;
    const known = new Set(now?.manifests.map(({ digest }) => digest));
    const missing = added.filter(({ digest }) => !known.has(digest));
    if (missing.length === 0) return true;
    const json = now === undefined ? EMPTY_INDEX : parseJson(now.bytes);
    const { manifests } = json as { readonly manifests: readonly unknown[] };
    const bytes = Buffer.from(
      JSON.stringify({ ...(json as object), manifests: [...manifests, ...missing] }),
    );
    const index = parseManifest(bytes, OCI_INDEX, digestOf(bytes));
    return (await pushManifest(repository, index, tag)).outcome === 'stored';
  } catch (error) {
    if (error instanceof Failure && HINDRANCES.includes(error.code)) return false;
    throw error;
  }
}

/** The tag is kept where it is, holds what is no index, or the index grew too large. */
const HINDRANCES: readonly string[] = [
  'TAG_IMMUTABLE',
  'NEW_TAG_REFUSED',
  'READ_ONLY',
  'INVALID_MANIFEST',
];
