import { isJsonObject, type JsonObject } from '../oci/json.ts';
import type { PolicyDocument } from './parse-policy.ts';
import type { Path } from './problem.ts';

/** The settings of a policy with what an application's file may say put in. */
export interface MergedSettings {
  readonly value: JsonObject;
  /** Where the value at a path stands in the application's file; undefined where it is the policy's. */
  inApplication(path: Path): Path | undefined;
}

/** Tags in place of the policy's, gates after the policy's; everything else is the policy's. */
export function mergeApplication(
  { settings }: PolicyDocument,
  application: JsonObject,
): MergedSettings {
  const { environments: said, image, images } = application;
  const saidOf = (name: string): JsonObject => {
    const one = isJsonObject(said) && Object.hasOwn(said, name) ? said[name] : undefined;
    return isJsonObject(one) ? one : {};
  };
  const gatesOf = (name: string): readonly unknown[] => {
    const gates = settings.environments[name]?.['gates'];
    return Array.isArray(gates) ? gates : [];
  };
  const environments = Object.entries(settings.environments).map(([name, kept]) => {
    const { tags, gates } = saidOf(name);
    return [
      name,
      {
        ...kept,
        ...(tags !== undefined && { tags }),
        // What is no list is left to the schema to refuse.
        ...(gates !== undefined && {
          gates: Array.isArray(gates) ? [...gatesOf(name), ...gates] : gates,
        }),
      },
    ] as const;
  });
  return {
    value: {
      ...settings,
      ...(image !== undefined && { image }),
      ...(images !== undefined && { images }),
      environments: Object.fromEntries(environments),
    },
    inApplication(path) {
      const [root, name, member, index, ...rest] = path;
      if (root === 'image' || root === 'images') return path;
      if (root !== 'environments' || typeof name !== 'string') return undefined;
      const own = saidOf(name);
      if (member === 'tags') return own['tags'] === undefined ? undefined : path;
      if (member !== 'gates' || own['gates'] === undefined) return undefined;
      if (!Array.isArray(own['gates']) || typeof index !== 'number') return path;
      const at = index - gatesOf(name).length;
      return at < 0 ? undefined : [root, name, member, at, ...rest];
    },
  };
}
