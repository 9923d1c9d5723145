import { withHeaders } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/** A realm without scheme and host. https://github.com/sonatype/nexus-public/issues/565 */
export function nullRealm(): Behaviour {
  return {
    alter(_request, answer) {
      const challenge = answer.headers['WWW-Authenticate'];
      if (challenge === undefined) return undefined;
      return withHeaders(answer, {
        'WWW-Authenticate': challenge.replaceAll(/https?:\/\/[^/"]+/g, 'null://null'),
      });
    },
  };
}
