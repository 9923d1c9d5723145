import { json } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/** Distribution 2.8: `n` and `last` are ignored; all tags come at once, in no order. */
export function tagsIgnoreLast(): Behaviour {
  return {
    answer({ method, route, repository }, { store }) {
      if (method !== 'GET' || route.kind !== 'tags') return undefined;
      const tags = [...store.tags(repository, route.image)].reverse();
      return tags.length === 0 ? undefined : json(200, { name: route.image, tags });
    },
  };
}
