import { failure } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/** A mount is answered with an error instead of an upload session. */
export function refusesMounts(status: 400 | 404 | 405 | 500 = 400): Behaviour {
  return {
    answer({ method, route, query }) {
      if (method !== 'POST' || route.kind !== 'uploads' || !query.has('mount')) return undefined;
      return failure(status, 'UNSUPPORTED', 'the operation is unsupported');
    },
  };
}
