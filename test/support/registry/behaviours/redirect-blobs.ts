import { empty } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';
import { openElsewhere, type StrayRequest } from './elsewhere.ts';

/** Downloads of blobs are redirected to another origin, with a signature in the query. */
export function redirectBlobs(): Behaviour & { readonly requests: readonly StrayRequest[] } {
  const requests: StrayRequest[] = [];
  let origin = '';
  return {
    requests,
    async start(registry) {
      origin = await openElsewhere(registry, requests);
    },
    alter({ method, route, repository }, { status, body }) {
      if (method !== 'GET' || route.kind !== 'blob' || status >= 300) return undefined;
      if (body !== undefined && !Buffer.isBuffer(body)) body.destroy();
      const path = `/repository/${repository}/v2/${route.image}/blobs/${route.digest}`;
      return empty(307, { Location: `${origin}${path}?signature=do-not-log` });
    },
  };
}
