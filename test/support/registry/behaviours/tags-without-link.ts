import { withHeaders } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/** go-containerregistry's registry: a page is cut at `n`, and no `Link` says that more follow. */
export function tagsWithoutLink(): Behaviour {
  return {
    alter({ route }, answer) {
      return route.kind === 'tags' ? withHeaders(answer, { Link: undefined }) : undefined;
    },
  };
}
