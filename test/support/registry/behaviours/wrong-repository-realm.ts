import { withHeaders } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/** The realm of another repository. https://github.com/sonatype/nexus-public/issues/873 */
export function wrongRepositoryRealm(repository: string): Behaviour {
  return {
    alter({ origin }, answer) {
      if (!answer.headers['WWW-Authenticate']?.startsWith('Bearer')) return undefined;
      const realm = `${origin}/repository/${repository}/v2/token`;
      return withHeaders(answer, {
        'WWW-Authenticate': `Bearer realm="${realm}",service="${realm}"`,
      });
    },
  };
}
