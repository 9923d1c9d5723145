import { RESET } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';
import { type Occasion, strikes } from './occasion.ts';

/** The connection is reset before the request is read. */
export function connectionReset(occasion: Occasion = { times: 1 }): Behaviour {
  const isStruck = strikes(occasion);
  return { intercept: (request) => (isStruck(request) ? RESET : undefined) };
}
