import { expect } from 'vitest';
import type { Behaviour } from '../support/registry/behaviours/behaviour.ts';
import type { Registry } from '../support/registry/start-registry.ts';

/** Remembers every upload that a registry opens, to ask afterwards which of them are still open. */
export interface UploadWatch extends Behaviour {
  /** Ids of uploads that were opened. */
  readonly opened: readonly string[];
  /** Those of them that nobody ended. */
  stillOpen(): Promise<readonly string[]>;
}

export function watchUploads(): UploadWatch {
  const open = new Map<string, () => Promise<boolean>>();
  return {
    get opened() {
      return [...open.keys()];
    },
    alter(request, { status, headers }, { handle }) {
      const id = headers['Docker-Upload-UUID'];
      const { route } = request;
      if (request.method !== 'POST' || route.kind !== 'uploads' || status !== 202) return undefined;
      if (id === undefined || open.has(id)) return undefined;
      open.set(id, async () => {
        const upload = { kind: 'upload', image: route.image, id } as const;
        return (await handle({ ...request, method: 'GET', route: upload })).status !== 404;
      });
      return undefined;
    },
    async stillOpen() {
      const asked = [...open].map(async ([id, isOpen]) => ((await isOpen()) ? [id] : []));
      return (await Promise.all(asked)).flat();
    },
  };
}

/** All that a registry holds, as a value to compare. */
export function contentOf({ store }: Registry, repositories: readonly string[]) {
  return Object.fromEntries(
    repositories.map((name) => {
      const { blobs, images } = store.repository(name);
      const held = [...images].map(([image, { manifests, tags }]) => [
        image,
        { manifests: [...manifests.keys()].sort(), tags: Object.fromEntries([...tags].sort()) },
      ]);
      return [name, { blobs: [...blobs.keys()].sort(), images: Object.fromEntries(held) }];
    }),
  );
}

interface Watched {
  readonly registry: Registry;
  readonly repositories: readonly string[];
  readonly uploads: UploadWatch;
  readonly openUploads?: number;
}

/** The same content after `act` as before, and no upload left open. */
export async function expectUntouched<Result>(
  registries: readonly Watched[],
  act: () => Promise<Result>,
): Promise<Result> {
  const look = () =>
    registries.map(({ registry, repositories }) => contentOf(registry, repositories));
  const before = look();

  const result = await act();

  expect(look()).toEqual(before);
  for (const { uploads, openUploads = 0 } of registries) {
    expect(await uploads.stillOpen()).toHaveLength(openUploads);
  }
  return result;
}
