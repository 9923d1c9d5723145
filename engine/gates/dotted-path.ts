import { isJsonObject } from '../oci/json.ts';

/** `status.items.0.state`: names of members and places in lists, with dots between. */
export const DOTTED_PATH = {
  type: 'string',
  pattern: '^[^.\\s]+(?:\\.[^.\\s]+)*$',
  patternErrorMessage:
    'must be names and places in lists with dots between, for example status.items.0.state',
};

/**
 * What stands at the path; undefined where nothing does, and of what an object inherits.
 * @param path a list where a name holds a dot
 */
export function valueAt(json: unknown, path: string | readonly string[]): unknown {
  let at = json;
  for (const name of typeof path === 'string' ? path.split('.') : path) {
    if (Array.isArray(at)) at = /^\d{1,6}$/.test(name) ? at[Number(name)] : undefined;
    else at = isJsonObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }
  return at;
}
