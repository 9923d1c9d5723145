import type { Inside } from './behaviour.ts';

/** A request that reached a second origin, where credentials must not arrive. */
export interface StrayRequest {
  readonly method: string;
  readonly path: string;
  readonly hasAuthorization: boolean;
}

/** Opens a second origin with the registry's content, and notes who comes with which headers. */
export function openElsewhere(
  { listen, serve }: Inside,
  requests: StrayRequest[],
): Promise<string> {
  return listen((incoming, response) => {
    const { method = '', url = '', headers } = incoming;
    requests.push({
      method,
      path: url.split('?', 1)[0] ?? '',
      hasAuthorization: headers.authorization !== undefined,
    });
    serve(incoming, response);
  });
}
