import { isTag } from '../oci/reference.ts';
import { oddAnswer, unexpectedAnswer } from './failures.ts';
import { apiUrl, jsonOf, type Repository, resolveLocation, send } from './repository.ts';

/** A repository with more than this many pages is read no further. */
const MOST_PAGES = 2_000;
const PAGE_BYTES = 64 * 1024 * 1024;

/** Where a listing starts, and how many names a page should have. */
export interface TagRange {
  /** Names after this one, in lexical order; it need not exist. */
  readonly after?: string;
  readonly pageSize?: number;
}

/**
 * Lists tags, page by page, as the registry orders them. A registry may ignore the range and answer
 * everything, unsorted (distribution 2.8); the reader filters.
 * @returns undefined where the registry says 404: no such repository, or (zot) no tag named like `after`
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags
 */
export async function listTagPage(
  repository: Repository,
  { after, pageSize }: TagRange,
): Promise<{ readonly tags: readonly string[]; readonly next?: URL } | undefined> {
  const query = new URLSearchParams({
    ...(pageSize !== undefined && { n: String(pageSize) }),
    ...(after !== undefined && { last: after }),
  }).toString();
  return fetchPage(repository, apiUrl(repository, `tags/list${query === '' ? '' : `?${query}`}`));
}

/** Every tag of the repository; empty where the registry knows no such repository. */
export async function* listTags(repository: Repository): AsyncGenerator<string> {
  let page = await listTagPage(repository, {});
  for (let pages = 1; page !== undefined; pages += 1) {
    yield* page.tags;
    if (page.next === undefined) return;
    if (pages === MOST_PAGES) throw oddAnswer(repository, `more than ${MOST_PAGES} pages of tags`);
    page = await fetchPage(repository, page.next);
  }
}

/** Tags that start alike, sorted, and whether the repository has no tag at all. */
export interface TagScan {
  readonly tags: readonly string[];
  readonly isRepositoryEmpty: boolean;
}

/**
 * Tags that start with `prefix`: a range scan where the registry can, else a full listing. A scan that
 * finds nothing is not believed, since a registry may answer 404, or otherwise wrongly, to a `last` that is
 * no tag (zot does).
 * @param prefix must end in a character that sorts before those that follow it, such as "."
 */
export async function findTagsWithPrefix(repository: Repository, prefix: string): Promise<TagScan> {
  const scanned = await scanRange(repository, prefix);
  if (scanned !== undefined) return { tags: scanned, isRepositoryEmpty: false };
  const found = new Set<string>();
  let isRepositoryEmpty = true;
  for await (const tag of listTags(repository)) {
    isRepositoryEmpty = false;
    if (tag.startsWith(prefix)) found.add(tag);
  }
  return { tags: [...found].sort(), isRepositoryEmpty };
}

const SCAN_PAGE = 200;

/** Undefined where the answer proves nothing: no match, a repetition, or a page that is out of order. */
async function scanRange(
  repository: Repository,
  prefix: string,
): Promise<readonly string[] | undefined> {
  const found: string[] = [];
  let after = prefix;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await listTagPage(repository, { after, pageSize: SCAN_PAGE });
    if (page === undefined) return undefined;
    const matching = page.tags.filter((tag) => tag.startsWith(prefix));
    // Everything at once, whatever was asked (distribution 2.8): complete, though in any order.
    if (page.tags.length > SCAN_PAGE && page.next === undefined) return matching.sort();
    found.push(...matching);
    const last = page.tags.at(-1);
    const isPast = last === undefined || (last > prefix && !last.startsWith(prefix));
    if (isPast || page.tags.length < SCAN_PAGE) return found.length > 0 ? found.sort() : undefined;
    if (last <= after) return undefined;
    after = last;
  }
  throw oddAnswer(repository, `more than ${MOST_PAGES} pages of tags named ${prefix}…`);
}

async function fetchPage(repository: Repository, url: URL) {
  const response = await send(repository, 'pull', {
    method: 'GET',
    url,
    headers: { accept: 'application/json' },
    readBytes: PAGE_BYTES,
  });
  if (response.status === 404) return undefined;
  if (response.status !== 200) {
    throw unexpectedAnswer(response, 'pull', 'list the tags of', repository);
  }
  const tags = jsonOf(response)?.['tags'] ?? [];
  if (!Array.isArray(tags)) throw oddAnswer(repository, 'a tag list without `tags`');
  const next = nextPage(repository, response.url, response.header('link'));
  return {
    tags: tags.filter((tag): tag is string => typeof tag === 'string' && isTag(tag)),
    ...(next !== undefined && { next }),
  };
}

/**
 * The next page of a `Link` header, on the same origin only (GHSA-h7vf-4x9w-h99v).
 * @see https://www.rfc-editor.org/rfc/rfc8288#section-3
 */
export function nextPage(
  repository: Repository,
  base: URL,
  link: string | undefined,
): URL | undefined {
  const target = /<([^<>]{1,4096})>\s*;[^,]*\brel\s*=\s*"?next\b/i.exec(
    (link ?? '').slice(0, 16_384),
  )?.[1];
  if (target === undefined) return undefined;
  const url = resolveLocation(repository, base, target);
  if (url === undefined || url.origin !== repository.registry.url.origin) {
    throw oddAnswer(repository, 'a next page on another host');
  }
  return url;
}
