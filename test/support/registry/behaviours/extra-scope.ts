import { withHeaders } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/** Nexus 3.96: the challenge names a scope for no repository in particular, and only to pull. */
export function extraScope(): Behaviour {
  return {
    alter(_request, answer) {
      const challenge = answer.headers['WWW-Authenticate'];
      if (!challenge?.startsWith('Bearer')) return undefined;
      return withHeaders(answer, { 'WWW-Authenticate': `${challenge},scope="repository:*:pull"` });
    },
  };
}
