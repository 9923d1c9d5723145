import { refuseBlobUpdate } from '../write-policy.ts';
import type { Behaviour } from './behaviour.ts';
import { type Occasion, strikes } from './occasion.ts';

/** Another push stored the same new layer a moment before: ours is refused, and the blob is there. https://github.com/sonatype/nexus-public/issues/967 */
export function sharedLayerRace(occasion: Occasion = { times: 1 }): Behaviour {
  const isStruck = strikes(occasion);
  return {
    alter(request, { status, headers }) {
      const isUpload = request.route.kind === 'upload' || request.route.kind === 'uploads';
      const digest = headers['Docker-Content-Digest'];
      if (!isUpload || status !== 201 || digest === undefined) return undefined;
      return isStruck(request) ? refuseBlobUpdate(request, digest) : undefined;
    },
  };
}
