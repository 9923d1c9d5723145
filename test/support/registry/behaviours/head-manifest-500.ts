import { page } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/** Nexus 3.96.0: HEAD of a manifest by digest fails, GET works. https://github.com/sonatype/nexus-public/issues/1059 */
export function headManifest500(): Behaviour {
  return {
    alter({ method, route }) {
      const isHead = method === 'HEAD' && route.kind === 'manifest';
      return isHead && route.reference.includes(':') ? page(500, 'Server Error') : undefined;
    },
  };
}
