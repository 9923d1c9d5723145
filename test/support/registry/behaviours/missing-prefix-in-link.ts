import { withHeaders } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/** Nexus 3.71 behind `/repository/<name>`: the `Link` to the next page starts at `/v2`. */
export function missingPrefixInLink(): Behaviour {
  return {
    alter({ base }, answer) {
      const { Link: link } = answer.headers;
      if (link === undefined) return undefined;
      return withHeaders(answer, { Link: link.replace(`<${base}/`, '</v2/') });
    },
  };
}
