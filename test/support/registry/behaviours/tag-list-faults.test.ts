import { describe, expect, it } from 'vitest';
import { missingPrefixInLink } from './missing-prefix-in-link.ts';
import { tagPageLimit } from './tag-page-limit.ts';
import { tagsIgnoreLast } from './tags-ignore-last.ts';
import { tagsUnknownLast } from './tags-unknown-last.ts';
import { tagsWithoutLink } from './tags-without-link.ts';
import { withBehaviour } from './with-behaviour.ts';

describe('faults of tag lists', () => {
  it('Link loses its prefix', async () => {
    const { ask } = await withBehaviour(missingPrefixInLink(), { address: 'repository-path' });

    const response = await ask('GET', 'tags/list?n=1');

    expect(response.headers.get('link')).toBe('</v2/app/tags/list?n=1&last=1>; rel="next"');
  });

  it('last and n are ignored and the order is none', async () => {
    const { ask } = await withBehaviour(tagsIgnoreLast());

    const response = await ask('GET', 'tags/list?n=1&last=2');

    expect(await response.json()).toEqual({ name: 'app', tags: ['3', '2', '1'] });
  });

  it('a page is cut without a Link', async () => {
    const { ask } = await withBehaviour(tagsWithoutLink());

    const response = await ask('GET', 'tags/list?n=1');

    expect(await response.json()).toEqual({ name: 'app', tags: ['1'] });
    expect(response.headers.get('link')).toBeNull();
  });

  it('a last that is no tag is not found', async () => {
    const { ask } = await withBehaviour(tagsUnknownLast());

    const statuses = [
      (await ask('GET', 'tags/list?last=1')).status,
      (await ask('GET', 'tags/list?last=10')).status,
    ];

    expect(statuses).toEqual([200, 404]);
  });

  it('the registry has a page size of its own', async () => {
    const { ask } = await withBehaviour(tagPageLimit(2));

    const response = await ask('GET', 'tags/list?n=1000');

    expect(await response.json()).toEqual({ name: 'app', tags: ['1', '2'] });
    expect(response.headers.get('link')).toBe('</v2/app/tags/list?n=2&last=2>; rel="next"');
  });
});
