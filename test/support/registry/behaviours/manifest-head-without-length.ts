import { withHeaders } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/** HEAD of a manifest has no `Content-Length`. */
export function manifestHeadWithoutLength(): Behaviour {
  return {
    alter({ method, route }, answer) {
      if (method !== 'HEAD' || route.kind !== 'manifest') return undefined;
      return withHeaders(answer, { 'Content-Length': undefined });
    },
  };
}
