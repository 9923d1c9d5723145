import { failure } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/** Nexus's format `oci`: a manifest of unknown length is refused. https://github.com/sonatype/nexus-public/issues/1040 */
export function manifestLengthRequired(): Behaviour {
  return {
    answer({ method, route, headers }) {
      if (method !== 'PUT' || route.kind !== 'manifest') return undefined;
      if (headers['content-length'] !== undefined) return undefined;
      return failure(411, 'MANIFEST_INVALID', 'manifest invalid');
    },
  };
}
