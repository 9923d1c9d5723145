import type { RegistryRequest } from '../request.ts';
import type { Store } from '../store.ts';
import type { Behaviour } from './behaviour.ts';

/** Calls back before each request is answered, to move a tag or take a blob away in between. */
export function onRequest(
  act: (request: RegistryRequest, store: Store) => void | Promise<void>,
): Behaviour {
  return {
    async intercept(request, { store }) {
      await act(request, store);
      return undefined;
    },
  };
}
