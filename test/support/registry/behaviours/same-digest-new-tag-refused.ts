import { refuseManifestUpdate } from '../write-policy.ts';
import type { Behaviour } from './behaviour.ts';

/** Older releases under `ALLOW_ONCE`: a manifest that is there already gets no second tag. https://github.com/GoogleContainerTools/jib/issues/3057 */
export function sameDigestNewTagRefused(repository: string): Behaviour {
  return {
    async answer(request, { store, handle }) {
      const { method, route } = request;
      if (method !== 'PUT' || route.kind !== 'manifest' || request.repository !== repository) {
        return undefined;
      }
      if (route.reference.includes(':')) return undefined;
      const { image, reference } = route;
      const content = store.repository(repository).images.get(image);
      const before = new Set(content?.manifests.keys());
      const answer = await handle(request);
      const digest = answer.headers['Docker-Content-Digest'] ?? '';
      if (answer.status !== 201 || !before.has(digest)) return answer;
      store.deleteTag(repository, image, reference);
      return refuseManifestUpdate(request, image, reference);
    },
  };
}
