import { RESET } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';
import { type Occasion, strikes } from './occasion.ts';

/** The connection is reset inside the body of an upload, and its session is lost, as distribution 2.8 loses it. */
export function interruptedUpload(
  afterBytes: number,
  occasion: Occasion = { times: 1 },
): Behaviour {
  const isStruck = strikes(occasion);
  return {
    async answer(request, { handle }) {
      const { method, route, incoming } = request;
      if (route.kind !== 'upload' || (method !== 'PUT' && method !== 'PATCH')) return undefined;
      if (!isStruck(request)) return undefined;
      let received = 0;
      for await (const chunk of incoming as AsyncIterable<Buffer>) {
        received += chunk.length;
        if (received >= afterBytes) break;
      }
      await handle({ ...request, method: 'DELETE' });
      return RESET;
    },
  };
}
