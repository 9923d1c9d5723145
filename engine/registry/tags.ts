import { parseNextLink } from '../http/link.ts';
import type { HttpResponse } from '../http/request.ts';
import { isTag } from '../oci/reference.ts';
import { oddAnswer, unexpectedAnswer } from './failures.ts';
import {
  apiUrl,
  jsonOf,
  type Registry,
  type Repository,
  resolveLocation,
  send,
} from './repository.ts';

/** A repository with more than this many pages is read no further. */
const MOST_PAGES = 2_000;
const PAGE_BYTES = 64 * 1024 * 1024;

/** Where a listing starts, and how many names a page should have. */
export interface TagRange {
  /** Names after this one, in lexical order; it need not exist. */
  readonly after?: string;
  readonly pageSize?: number;
}

/** One answer of a tag list. */
export interface TagPage {
  readonly tags: readonly string[];
  /** How many names the registry gave, those that no tag may have included. */
  readonly length: number;
  readonly next?: URL;
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
): Promise<TagPage | undefined> {
  const query = new URLSearchParams({
    ...(pageSize !== undefined && { n: String(pageSize) }),
    ...(after !== undefined && { last: after }),
  }).toString();
  return fetchPage(repository, apiUrl(repository, `tags/list${query === '' ? '' : `?${query}`}`));
}

/** Every tag of the repository; empty where the registry knows no such repository. */
export async function* listTags(repository: Repository): AsyncGenerator<string> {
  const visited = new Set<string>();
  let page = await listTagPage(repository, {});
  while (page !== undefined) {
    yield* page.tags;
    const { next } = page;
    if (next === undefined) return;
    if (visited.has(next.href)) throw oddAnswer(repository, 'tag pages that lead in a circle');
    if (visited.size === MOST_PAGES) throw tooManyPages(repository);
    visited.add(next.href);
    page = await fetchPage(repository, next);
    // The end of a list that goes missing is not the end of the list.
    if (page === undefined) throw oddAnswer(repository, '404 to the next page of a tag list');
  }
}

/** Tags that start alike, sorted, and whether the repository has no tag at all. */
export interface TagScan {
  readonly tags: readonly string[];
  readonly isRepositoryEmpty: boolean;
}

/**
 * Tags that start with `prefix` and go on: a range scan where the registry can, else a full listing. A scan that
 * finds nothing is not believed, since a registry may answer 404, or otherwise wrongly, to a `last` that is
 * no tag (zot does); neither is one out of order, since the rest may be anywhere.
 * @param prefix must end in a character that sorts before those that follow it, such as "."
 */
export async function findTagsWithPrefix(repository: Repository, prefix: string): Promise<TagScan> {
  const scanned = await scanRange(repository, prefix);
  if (scanned !== undefined && scanned.length > 0) {
    return { tags: scanned, isRepositoryEmpty: false };
  }
  const all = await listWhole(repository);
  return {
    tags: [...all].filter((tag) => goesOn(prefix, tag)).sort(),
    isRepositoryEmpty: all.size === 0,
  };
}

const listings = new WeakMap<Registry, Map<string, Promise<ReadonlySet<string>>>>();

/** Every tag; who asks while the answer is on its way gets the same one. */
function listWhole(repository: Repository): Promise<ReadonlySet<string>> {
  const { registry, name } = repository;
  const underWay = listings.get(registry) ?? new Map<string, Promise<ReadonlySet<string>>>();
  listings.set(registry, underWay);
  const listing = underWay.get(name) ?? collect().finally(() => underWay.delete(name));
  underWay.set(name, listing);
  return listing;

  async function collect(): Promise<ReadonlySet<string>> {
    const tags = new Set<string>();
    for await (const tag of listTags(repository)) tags.add(tag);
    return tags;
  }
}

const SCAN_PAGE = 200;

/** Undefined where the answers do not prove that they hold the whole range. */
async function scanRange(
  repository: Repository,
  prefix: string,
): Promise<readonly string[] | undefined> {
  const found: string[] = [];
  let after = prefix;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await listTagPage(repository, { after, pageSize: SCAN_PAGE });
    if (page === undefined) return undefined;
    const { tags, length, next } = page;
    found.push(...tags.filter((tag) => goesOn(prefix, tag)));
    const last = tags.at(-1);
    const isInOrder = tags.every((tag, i) => tag > (tags[i - 1] ?? after));
    // A page that is not full and has no Link is the last one, in whatever order (distribution 2.8).
    const isLast = next === undefined && length !== SCAN_PAGE;
    const isPast = isInOrder && last !== undefined && !last.startsWith(prefix);
    if (isPast || (isLast && (isInOrder || pages === 0))) return found.sort();
    if (!isInOrder || last === undefined) return undefined;
    after = last;
  }
  throw tooManyPages(repository);
}

/** The prefix alone is no name in its range: a scan starts after it. */
function goesOn(prefix: string, tag: string): boolean {
  return tag.startsWith(prefix) && tag !== prefix;
}

async function fetchPage(repository: Repository, url: URL): Promise<TagPage | undefined> {
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
  // A page without `tags` is no empty list: an empty one would hide every record.
  const list = jsonOf(response)?.['tags'];
  if (list === undefined) throw oddAnswer(repository, 'a tag list without `tags`');
  const names = list ?? [];
  if (!Array.isArray(names)) throw oddAnswer(repository, 'a tag list whose `tags` are no list');
  const next = nextPage(repository, response);
  return {
    tags: names.filter((tag): tag is string => typeof tag === 'string' && isTag(tag)),
    length: names.length,
    ...(next !== undefined && { next }),
  };
}

/** The next page that a `Link` names, on the same origin only (GHSA-h7vf-4x9w-h99v). */
export function nextPage(repository: Repository, response: HttpResponse): URL | undefined {
  const target = parseNextLink(response.headerValues('link').join(', '));
  if (target === undefined) return undefined;
  const url = resolveLocation(repository, response.url, target);
  if (url === undefined || url.origin !== repository.registry.url.origin) {
    throw oddAnswer(repository, 'a next page on another host');
  }
  return url;
}

const tooManyPages = (repository: Repository) =>
  oddAnswer(repository, `more than ${MOST_PAGES} pages of tags`);
