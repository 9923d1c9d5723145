import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTagsWithPrefix } from '../../engine/registry/tags.ts';
import { startPeer } from '../http/peer.ts';
import type { Behaviour } from '../support/registry/behaviours/behaviour.ts';
import { tagPageLimit } from '../support/registry/behaviours/tag-page-limit.ts';
import { tagsIgnoreLast } from '../support/registry/behaviours/tags-ignore-last.ts';
import { tagsUnknownLast } from '../support/registry/behaviours/tags-unknown-last.ts';
import { tagsWithoutLink } from '../support/registry/behaviours/tags-without-link.ts';
import type { Store } from '../support/registry/store.ts';
import { allTags, opened, openUrl } from './opened.ts';

const HEX = 'a'.repeat(64);
const PREFIX = `sha256-${HEX}.`;
const DIGEST = `sha256:${HEX}`;

function seed(store: Store, tags: readonly string[]): void {
  for (const tag of tags) store.putTag('dev', 'app', tag, DIGEST);
}

const numbered = (start: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${start}${String(i).padStart(4, '0')}`);

/** Answers tag lists as a server of its own would that sorts by age, newest first, and pages that. */
function newestFirst(): Behaviour {
  return {
    answer({ method, route, query, repository, base }, { store }) {
      if (method !== 'GET' || route.kind !== 'tags') return undefined;
      const all = [...store.tags(repository, route.image)].sort((a, b) => reversed(a, b));
      const from = Number(query.get('page') ?? 0);
      const tags = all.slice(from, from + 100);
      const isMore = from + 100 < all.length;
      const link = `<${base}/${route.image}/tags/list?page=${from + 100}>; rel="next"`;
      const body = Buffer.from(JSON.stringify({ tags }));
      const headers = { 'Content-Length': `${body.length}`, ...(isMore && { Link: link }) };
      return { status: 200, headers, body };
    },
  };
}

/** By the last character, so that every page holds something of every range. */
function reversed(a: string, b: string): number {
  const [left, right] = [[...a].reverse().join(''), [...b].reverse().join('')];
  return left < right ? -1 : 1;
}

const MANNERS: readonly (readonly [string, readonly Behaviour[]])[] = [
  ['as the specification says', []],
  ['everything, unsorted, whatever is asked', [tagsIgnoreLast()]],
  ['cut without a Link', [tagsWithoutLink()]],
  ['404 where the last name is no tag', [tagsUnknownLast()]],
  ['pages of seven', [tagPageLimit(7)]],
  ['pages of one hundred in an order of its own', [newestFirst()]],
];

describe.each(MANNERS)('a tag list, %s', (_, behaviours) => {
  it('is read whole', async () => {
    const { repository, server } = await opened(behaviours);
    const tags = numbered('v', 450);
    seed(server.store, tags);

    expect((await allTags(repository)).sort()).toEqual(tags);
  });

  it.each([1, 2, 7, 8, 150, 199, 200, 201, 450])('gives all %i tags of a range', async (count) => {
    const { repository, server } = await opened(behaviours);
    const wanted = numbered(PREFIX, count);
    seed(server.store, [...numbered('a', 150), ...wanted, ...numbered('z', 150)]);

    expect(await findTagsWithPrefix(repository, PREFIX)).toEqual({
      tags: wanted,
      isRepositoryEmpty: false,
    });
  });

  it('gives all of a range that nothing follows', async () => {
    const { repository, server } = await opened(behaviours);
    seed(server.store, [...numbered('a', 60), ...numbered(PREFIX, 230)]);

    expect((await findTagsWithPrefix(repository, PREFIX)).tags).toEqual(numbered(PREFIX, 230));
  });

  it('tells an empty range from an empty repository', async () => {
    const { repository, server } = await opened(behaviours);

    const empty = await findTagsWithPrefix(repository, PREFIX);
    seed(server.store, ['latest']);
    const other = await findTagsWithPrefix(repository, PREFIX);

    expect([empty, other]).toEqual([
      { tags: [], isRepositoryEmpty: true },
      { tags: [], isRepositoryEmpty: false },
    ]);
  });
});

describe('a range of tags', () => {
  it('costs one request, however many other tags there are', async () => {
    const { repository, server, log } = await opened();
    seed(server.store, [...numbered('a', 1_000), ...numbered(PREFIX, 5), ...numbered('z', 1_000)]);

    await findTagsWithPrefix(repository, PREFIX);

    expect(log()).toEqual(['GET /v2/app/tags/list 200']);
  });

  it('is never found short, whatever tags there are and however they are paged', async () => {
    const { repository, server } = await opened();
    const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,6}$/);
    const named = fc.oneof(
      tag,
      tag.map((text) => `m.${text}`),
    );
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(named, { maxLength: 40 }), async (tags) => {
        for (const old of server.store.tags('dev', 'app'))
          server.store.deleteTag('dev', 'app', old);
        seed(server.store, tags);

        const found = await findTagsWithPrefix(repository, 'm.');

        expect(found.tags).toEqual(tags.filter((text) => /^m\../.test(text)).sort());
      }),
      { numRuns: 50 },
    );
  });
});

describe('a tag list that cannot be believed', () => {
  const page = (tags: unknown, next?: string) => ({
    body: JSON.stringify({ name: 'app', tags }),
    ...(next !== undefined && { headers: { link: `<${next}>; rel="next"` } }),
  });

  it.each([
    [
      'a page of a sign-in proxy',
      { body: '<html>Please sign in</html>' },
      'a tag list without `tags`',
    ],
    ['an object without tags', { body: '{}' }, 'a tag list without `tags`'],
    ['tags that are no list', page('latest'), 'whose `tags` are no list'],
    [
      'a next page elsewhere',
      page(['1'], 'https://evil.example.com/'),
      'a next page on another host',
    ],
    ['a next page nowhere', page(['1'], 'http://[half'), 'a next page on another host'],
    ['a circle', page(['1'], '/v2/app/tags/list?n=1'), 'tag pages that lead in a circle'],
  ])('is refused: %s', async (_, answer, why) => {
    const peer = await startPeer(() => answer);

    await expect(allTags(openUrl(peer.url))).rejects.toMatchObject({
      code: 'ODD_ANSWER',
      message: expect.stringContaining(why),
    });
  });

  it('is refused when a page of it is missing', async () => {
    const peer = await startPeer((_, count) =>
      count === 1 ? page(['1'], '/v2/app/tags/list?last=1') : { status: 404 },
    );

    await expect(allTags(openUrl(peer.url))).rejects.toMatchObject({
      code: 'ODD_ANSWER',
    });
  });

  it('is refused when it never ends', async () => {
    const peer = await startPeer((_, count) =>
      page([`t${count}`], `/v2/app/tags/list?last=${count}`),
    );

    await expect(allTags(openUrl(peer.url))).rejects.toMatchObject({
      message: expect.stringContaining('more than 2000 pages of tags'),
    });
  });

  it('keeps the names that tags may have', async () => {
    const peer = await startPeer(() => page(['1', '../../x', 7, '', 'a b', null, 'ok']));

    expect(await allTags(openUrl(peer.url))).toEqual(['1', 'ok']);
  });

  it('is empty where the registry writes null', async () => {
    const peer = await startPeer(() => page(null));

    expect(await allTags(openUrl(peer.url))).toEqual([]);
  });
});
