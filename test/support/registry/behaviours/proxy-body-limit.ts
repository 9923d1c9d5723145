import { page } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/** A reverse proxy refuses bodies over a limit, with a page of its own. */
export function proxyBodyLimit(bytes: number): Behaviour {
  return {
    intercept({ headers }) {
      if (Number(headers['content-length'] ?? 0) <= bytes) return undefined;
      return page(413, '413 Request Entity Too Large', { Connection: 'close' });
    },
  };
}
