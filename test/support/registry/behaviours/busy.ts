import { page } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';
import { type Occasion, strikes } from './occasion.ts';

/**
 * Turns requests away for a while.
 * @param retryAfter seconds or an HTTP date; no header when left out
 */
export function busy(
  status: 429 | 500 | 502 | 503 | 504,
  retryAfter?: string,
  occasion: Occasion = { times: 1 },
): Behaviour {
  const isStruck = strikes(occasion);
  return {
    intercept(request) {
      if (!isStruck(request)) return undefined;
      return page(
        status,
        `${status}`,
        retryAfter === undefined ? {} : { 'Retry-After': retryAfter },
      );
    },
  };
}
