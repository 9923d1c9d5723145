import { withHeaders } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';
import { openElsewhere, type StrayRequest } from './elsewhere.ts';

/** Uploads continue on another origin, under a `Location` whose query must be kept. */
export function uploadsElsewhere(): Behaviour & { readonly requests: readonly StrayRequest[] } {
  const requests: StrayRequest[] = [];
  let origin = '';
  return {
    requests,
    async start(registry) {
      origin = await openElsewhere(registry, requests);
    },
    alter({ method, route, repository }, answer) {
      const id = answer.headers['Docker-Upload-UUID'];
      if (method !== 'POST' || route.kind !== 'uploads' || id === undefined) return undefined;
      const path = `/repository/${repository}/v2/${route.image}/blobs/uploads/${id}`;
      return withHeaders(answer, { Location: `${origin}${path}?signature=do-not-log` });
    },
  };
}
