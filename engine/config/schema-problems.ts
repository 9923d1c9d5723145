import type { ErrorObject } from 'ajv';
import { isJsonObject } from '../oci/json.ts';
import { nearestName, unknownName } from './nearest-name.ts';
import { type Path, type Problem, quoted } from './problem.ts';
import { schemaSentence } from './schema-sentences.ts';

/** What ajv found, in sentences; `writtenAt` gives a scalar as it stands in the file. */
export function schemaProblems(
  errors: readonly ErrorObject[],
  value: unknown,
  writtenAt: (path: Path) => string | undefined,
): readonly Problem[] {
  return errors.flatMap((error): readonly Problem[] => {
    const path = pathOf(error.instancePath, value);
    const { keyword } = error;
    if (keyword === 'additionalProperties') return [unknownProperty(error, path)];
    if (keyword === 'required') return isMisspelt(error, errors) ? [] : [missing(error, path)];
    // The pattern of a name is told by `propertyNames`, which knows where the name stands.
    if (error.propertyName !== undefined) return [];
    if (keyword === 'uniqueItems') return [repeated(error, path)];
    if (keyword === 'propertyNames') return [badName(error, path, errors)];
    return [{ path, at: 'value', sentence: schemaSentence(error, writtenAt(path)) }];
  });
}

function unknownProperty({ params, parentSchema }: ErrorObject, path: Path): Problem {
  const name = String(params['additionalProperty']);
  const known = Object.keys((parentSchema?.['properties'] as object | undefined) ?? {});
  const sentence = unknownName(
    'setting',
    name,
    known.filter((key) => key !== '$schema'),
  );
  return { path: [...path, name], at: 'key', sentence };
}

function missing({ params, parentSchema }: ErrorObject, path: Path): Problem {
  const name = String(params['missingProperty']);
  const properties = parentSchema?.['properties'] as
    | Record<string, { description?: string }>
    | undefined;
  const description = properties?.[name]?.description;
  const sentence = `${quoted(name)} is missing${description === undefined ? '.' : `: ${description}`}`;
  return { path, at: 'key', sentence };
}

function repeated({ params, data }: ErrorObject, path: Path): Problem {
  const second = Math.max(Number(params['i']), Number(params['j']));
  const item: unknown = Array.isArray(data) ? data[second] : undefined;
  const what = typeof item === 'string' ? quoted(item) : 'This entry';
  return {
    path: [...path, second],
    at: 'value',
    sentence: `${what} is in the list twice; leave one out.`,
  };
}

/** True where an unknown name beside it most likely was meant to be the missing one. */
function isMisspelt(
  { instancePath, params }: ErrorObject,
  errors: readonly ErrorObject[],
): boolean {
  return errors.some(
    (other) =>
      other.keyword === 'additionalProperties' &&
      other.instancePath === instancePath &&
      nearestName(String(other.params['additionalProperty']), [params['missingProperty']]) !==
        undefined,
  );
}

function badName(
  { params, instancePath }: ErrorObject,
  path: Path,
  errors: readonly ErrorObject[],
): Problem {
  const name = String(params['propertyName']);
  const cause = errors.find(
    (other) => other.propertyName === name && other.instancePath === instancePath,
  );
  const rule = String(cause?.parentSchema?.['patternErrorMessage'] ?? 'cannot be a name here');
  return { path: [...path, name], at: 'key', sentence: `${quoted(name)} ${rule}.` };
}

/** An ajv instance path (a JSON Pointer) as names and indexes. */
function pathOf(pointer: string, root: unknown): Path {
  const parts = pointer.split('/').slice(1);
  let value = root;
  return parts.map((part) => {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) {
      value = value[Number(name)] as unknown;
      return Number(name);
    }
    value = isJsonObject(value) ? value[name] : undefined;
    return name;
  });
}
