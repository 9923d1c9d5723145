import { empty } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/**
 * A mount succeeds where the source has the blob. `from` names an image of the same Nexus repository, or
 * `<repository>/<image>` under path routing.
 */
export function mountsBlobs(): Behaviour {
  return {
    answer({ method, route, query, repository, base }, { store }) {
      const digest = query.get('mount');
      if (method !== 'POST' || route.kind !== 'uploads' || digest === null) return undefined;
      const [first = ''] = (query.get('from') ?? '').split('/');
      const source = base === `/v2/${repository}` ? first : repository;
      if (!store.hasRepository(source)) return undefined;
      const blob = store.repository(source).blobs.get(digest);
      if (blob === undefined) return undefined;
      store.repository(repository).blobs.set(digest, blob);
      return empty(201, {
        Location: `${base}/${route.image}/blobs/${digest}`,
        'Docker-Content-Digest': digest,
      });
    },
  };
}
