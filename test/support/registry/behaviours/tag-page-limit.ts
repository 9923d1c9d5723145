import type { Behaviour } from './behaviour.ts';

/** The registry has a page size of its own, whatever `n` asks for. */
export function tagPageLimit(limit: number): Behaviour {
  return {
    answer(request, registry) {
      if (request.method !== 'GET' || request.route.kind !== 'tags') return undefined;
      const query = new URLSearchParams(request.query);
      query.set('n', String(Math.min(limit, Number(query.get('n') ?? limit))));
      return registry.handle({ ...request, query });
    },
  };
}
