import { withHeaders } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/** Nexus 3.71 behind `/repository/<name>`: `Location` of an upload starts at `/v2`, as if there were no prefix. */
export function missingPrefixInLocation(): Behaviour {
  return {
    alter({ base }, answer) {
      const { Location: location } = answer.headers;
      if (!location?.startsWith(base)) return undefined;
      return withHeaders(answer, { Location: `/v2${location.slice(base.length)}` });
    },
  };
}
