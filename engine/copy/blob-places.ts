import type { Digest } from '../oci/digest.ts';
import type { Repository } from '../registry/repository.ts';

/** In which repositories of a registry a blob is, or is arriving, so that it need not be sent twice. */
export interface BlobPlaces {
  add(digest: Digest, repository: Repository): void;
  /** Announces a transfer; others that need the blob on that registry wait for it. */
  announce(digest: Digest, repository: Repository, arrival: Promise<void>): void;
  /** Tells whether the blob is, or has arrived, in this very repository; undefined where nothing is known. */
  arrival(digest: Digest, repository: Repository): Promise<boolean> | undefined;
  /** Another repository of the same registry that has the blob; waits for one that is arriving. */
  find(digest: Digest, destination: Repository): Promise<Repository | undefined>;
}

/** Knowledge of one run. */
export function createBlobPlaces(): BlobPlaces {
  const places = new Map<string, Map<string, Promise<Repository | undefined>>>();

  function record(digest: Digest, repository: Repository, arrival: Promise<void>) {
    const key = `${repository.registry.url.href} ${digest}`;
    const byName = places.get(key) ?? new Map<string, Promise<Repository | undefined>>();
    places.set(key, byName);
    byName.set(
      repository.name,
      arrival.then(
        () => repository,
        () => undefined,
      ),
    );
  }

  return {
    add: (digest, repository) => record(digest, repository, Promise.resolve()),
    announce: record,
    arrival(digest, repository) {
      const byName = places.get(`${repository.registry.url.href} ${digest}`);
      return byName?.get(repository.name)?.then((place) => place !== undefined);
    },
    async find(digest, destination) {
      const byName = places.get(`${destination.registry.url.href} ${digest}`);
      // Only what was announced before is waited for, so that two transfers never wait for each other.
      for (const [name, arrival] of [...(byName ?? [])]) {
        const place = name === destination.name ? undefined : await arrival;
        if (place !== undefined) return place;
      }
      return undefined;
    },
  };
}
