import { page } from '../answer.ts';
import { isWrite } from '../request.ts';
import type { Behaviour } from './behaviour.ts';

/** The whole server takes no writes, as during a backup; a repository of its own is `writePolicy: 'DENY'`. */
export function readOnlyMode(): Behaviour {
  return {
    answer: (request) => (isWrite(request) ? page(503, 'Service Unavailable') : undefined),
  };
}
