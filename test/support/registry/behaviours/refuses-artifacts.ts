import { failure } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

const IMAGE_CONFIGS = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];

/** Takes manifests of images only: another config media type is an invalid manifest. */
export function refusesArtifacts(): Behaviour {
  return {
    async answer(request, { store, handle }) {
      const { method, route, repository } = request;
      if (method !== 'PUT' || route.kind !== 'manifest') return undefined;
      const answer = await handle(request);
      const digest = answer.headers['Docker-Content-Digest'] ?? '';
      const manifest = store.manifest(repository, route.image, digest);
      if (answer.status !== 201 || manifest === undefined) return answer;
      const { config } = JSON.parse(manifest.bytes.toString()) as {
        config?: { mediaType: string };
      };
      if (config === undefined || IMAGE_CONFIGS.includes(config.mediaType)) return answer;
      store.deleteManifest(repository, route.image, digest);
      return failure(400, 'MANIFEST_INVALID', 'manifest invalid', config.mediaType);
    },
  };
}
