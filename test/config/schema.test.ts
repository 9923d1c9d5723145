import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../engine/oci/json.ts';
import { configurationSchema } from '../../engine/promotion/configuration-schema.ts';

describe('the published schema', () => {
  it('explains every setting, so that editors can', () => {
    const silent = schemasIn(configurationSchema, '').flatMap(({ schema, at }) =>
      Object.entries(isJsonObject(schema['properties']) ? schema['properties'] : {})
        .filter(([, property]) => typeof referred(property)['description'] !== 'string')
        .map(([name]) => `${at}/${name}`),
    );

    expect(silent).toEqual([]);
  });

  it('takes no setting that it does not know', () => {
    const open = schemasIn(configurationSchema, '')
      .filter(({ schema }) => isJsonObject(schema['properties']))
      .filter(({ schema }) => schema['additionalProperties'] !== false)
      .map(({ at }) => at);

    expect(open).toEqual([]);
  });
});

/** The schema itself, or the definition that it refers to. */
function referred(property: unknown): Readonly<Record<string, unknown>> {
  if (!isJsonObject(property)) return {};
  const { $ref: reference } = property;
  if (typeof reference !== 'string') return property;
  const { definitions } = configurationSchema as { definitions: Record<string, object> };
  const named = definitions[reference.replace('#/definitions/', '')];
  return isJsonObject(named) ? named : {};
}

function schemasIn(
  value: unknown,
  at: string,
): readonly { readonly schema: Readonly<Record<string, unknown>>; readonly at: string }[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => schemasIn(item, `${at}/${index}`));
  if (!isJsonObject(value)) return [];
  const below = Object.entries(value).flatMap(([name, item]) => schemasIn(item, `${at}/${name}`));
  return [{ schema: value, at }, ...below];
}
