import { isJsonObject, type JsonObject } from '../oci/json.ts';
import { type Path, type Problem, quoted } from './problem.ts';

/** Where gates and targets ask: the schema takes addresses that are none, such as `http://ci:99999`. */
export function addressProblems(value: unknown): readonly Problem[] {
  const environments = isJsonObject(value) ? value['environments'] : undefined;
  if (!isJsonObject(environments)) return [];
  return Object.entries(environments).flatMap(([name, environment]) =>
    ['gates', 'deploy'].flatMap((list) => {
      const members = isJsonObject(environment) ? environment[list] : undefined;
      if (!Array.isArray(members)) return [];
      return members.flatMap((member: unknown, at) =>
        isJsonObject(member) ? memberProblems(member, ['environments', name, list, at]) : [],
      );
    }),
  );
}

/** As the patterns of such settings begin. */
const ORIGIN = /^https?:\/\/[A-Za-z0-9.:[\]-]+(?=[/?]|$)/;

function memberProblems(member: JsonObject, path: Path): readonly Problem[] {
  const { health } = member;
  const ofHealth = isJsonObject(health) ? memberProblems(health, [...path, 'health']) : [];
  const own = ['url', 'jenkins'].flatMap((setting): readonly Problem[] => {
    const text = member[setting];
    const origin = typeof text === 'string' ? ORIGIN.exec(text)?.[0] : undefined;
    if (typeof text !== 'string' || origin === undefined || URL.canParse(origin)) return [];
    const sentence = `${quoted(text)} is not a URL; check the host and port.`;
    return [{ path: [...path, setting], at: 'value', sentence }];
  });
  return [...own, ...ofHealth];
}
