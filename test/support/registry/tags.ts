import { type Answer, failure, json, withHeaders } from './answer.ts';
import type { RegistryRequest } from './request.ts';
import type { Store } from './store.ts';

/** A page of tags in lexical order, after `last`, with a `Link` where more follow. */
export function listTags(store: Store, request: RegistryRequest, image: string): Answer {
  const all = store.tags(request.repository, image);
  if (all.length === 0) {
    return failure(404, 'NAME_UNKNOWN', 'repository name not known to registry', { name: image });
  }
  const last = request.query.get('last') ?? '';
  const limit = Number(request.query.get('n') ?? Infinity);
  const start = firstAfter(all, last);
  const tags = all.slice(start, start + limit);
  const answer = json(200, { name: image, tags });
  const end = tags.at(-1);
  if (end === undefined || start + tags.length === all.length) return answer;
  const next = new URLSearchParams({ n: String(limit), last: end });
  return withHeaders(answer, {
    Link: `<${request.base}/${image}/tags/list?${next}>; rel="next"`,
  });
}

/** Bisects, since a repository of a benchmark has tens of thousands. */
function firstAfter(sorted: readonly string[], last: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') <= last) low = middle + 1;
    else high = middle;
  }
  return last === '' ? 0 : low;
}
