import type { Behaviour } from './behaviour.ts';

/** `POST …?digest=` opens a session and ignores the body, as distribution does. */
export function noOneRequestUpload(): Behaviour {
  return {
    answer(request, { handle }) {
      const { method, route, query } = request;
      if (method !== 'POST' || route.kind !== 'uploads' || !query.has('digest')) return undefined;
      return handle({ ...request, query: new URLSearchParams() });
    },
  };
}
