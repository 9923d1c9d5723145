import { failure } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/** zot: a `last` that is no tag itself is answered 404, though the image is there. */
export function tagsUnknownLast(): Behaviour {
  return {
    answer({ route, repository, query }, { store }) {
      const last = query.get('last');
      if (route.kind !== 'tags' || last === null) return undefined;
      if (store.tags(repository, route.image).includes(last)) return undefined;
      return failure(404, 'NAME_UNKNOWN', 'repository name not known to registry');
    },
  };
}
