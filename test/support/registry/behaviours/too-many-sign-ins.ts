import { page } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/** Nexus 3.96: after more than three failed sign-ins, everything is turned away for a long time. */
export function tooManySignIns(allowed = 3): Behaviour {
  let failed = 0;
  return {
    intercept() {
      if (failed <= allowed) return undefined;
      return page(429, 'Too many authentication attempts', { 'Retry-After': '30' });
    },
    alter({ headers }, { status }) {
      if (status === 401 && headers.authorization !== undefined) failed += 1;
      return undefined;
    },
  };
}
