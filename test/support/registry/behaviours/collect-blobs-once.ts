import type { Store } from '../store.ts';
import type { Behaviour } from './behaviour.ts';

/** A clean-up runs just before the first manifest push and takes every blob that no manifest names yet. */
export function collectBlobsOnce(): Behaviour {
  let isDone = false;
  return {
    answer({ method, route, repository }, { store }) {
      if (isDone || method !== 'PUT' || route.kind !== 'manifest') return undefined;
      isDone = true;
      const named = namesIn(store, repository);
      for (const digest of store.blobs(repository)) {
        if (!named.includes(digest)) store.deleteBlob(repository, digest);
      }
      return undefined;
    },
  };
}

function namesIn(store: Store, repository: string): string {
  const images = [...store.repository(repository).images.values()];
  return images
    .flatMap(({ manifests }) => [...manifests.values()].map(({ bytes }) => bytes.toString()))
    .join('\n');
}
