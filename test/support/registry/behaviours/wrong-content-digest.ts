import { withHeaders } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';
import { type Occasion, strikes } from './occasion.ts';

/** `Docker-Content-Digest` names other content than the body is. */
export function wrongContentDigest(occasion: Occasion = {}): Behaviour {
  const isStruck = strikes(occasion);
  return {
    alter(request, answer) {
      const digest = answer.headers['Docker-Content-Digest'];
      if (digest === undefined || !isStruck(request)) return undefined;
      return withHeaders(answer, { 'Docker-Content-Digest': `sha256:${'0'.repeat(64)}` });
    },
  };
}
