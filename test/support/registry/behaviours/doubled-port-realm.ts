import { withHeaders } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/** A realm with the port twice, behind a proxy. https://github.com/sonatype/nexus-public/issues/651 */
export function doubledPortRealm(): Behaviour {
  return {
    alter(_request, answer) {
      const challenge = answer.headers['WWW-Authenticate'];
      if (challenge === undefined) return undefined;
      return withHeaders(answer, {
        'WWW-Authenticate': challenge.replaceAll(/(https?:\/\/[^/":]+)(:\d+)/g, '$1$2$2'),
      });
    },
  };
}
