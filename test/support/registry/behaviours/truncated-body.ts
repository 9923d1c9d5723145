import type { Behaviour } from './behaviour.ts';
import { type Occasion, strikes } from './occasion.ts';

/** The connection ends inside the body of a blob or manifest, by RST or by FIN. */
export function truncatedBody(
  afterBytes: number,
  by: 'reset' | 'close',
  occasion: Occasion = { times: 1 },
): Behaviour {
  const isStruck = strikes(occasion);
  return {
    alter(request, answer) {
      const { method, route } = request;
      if (method !== 'GET' || answer.body === undefined || answer.status >= 300) return undefined;
      if (route.kind !== 'blob' && route.kind !== 'manifest') return undefined;
      return isStruck(request) ? { ...answer, cut: { afterBytes, by } } : undefined;
    },
  };
}
