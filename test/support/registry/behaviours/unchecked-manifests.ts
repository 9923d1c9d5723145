import { empty } from '../answer.ts';
import { readBody } from '../request.ts';
import type { Behaviour } from './behaviour.ts';

/** Takes every manifest, whether or not its blobs and children are there. */
export function uncheckedManifests(): Behaviour {
  return {
    async answer(request, { store }) {
      const { method, route, repository, base, headers } = request;
      if (method !== 'PUT' || route.kind !== 'manifest') return undefined;
      const { image, reference } = route;
      const bytes = await readBody(request);
      const { digest } = store.putManifest(repository, image, bytes, headers['content-type'] ?? '');
      if (!reference.includes(':')) store.putTag(repository, image, reference, digest);
      const location = `${base}/${image}/manifests/${digest}`;
      return empty(201, { Location: location, 'Docker-Content-Digest': digest });
    },
  };
}
