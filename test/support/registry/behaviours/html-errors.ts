import { page } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/** Every error is a page instead of the API's JSON; a challenge keeps its header. */
export function htmlErrors(): Behaviour {
  return {
    alter(_request, { status, headers }) {
      if (status < 400) return undefined;
      const challenge = headers['WWW-Authenticate'];
      return page(status, `Error ${status}`, challenge ? { 'WWW-Authenticate': challenge } : {});
    },
  };
}
