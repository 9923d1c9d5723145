import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../engine/oci/json.ts';
import { configurationSchema } from '../../engine/promotion/configuration-schema.ts';

describe('the published schema', () => {
  it('explains every setting, so that editors can', () => {
    const silent = schemasIn(configurationSchema, '').flatMap(({ schema, at }) =>
      Object.entries(isJsonObject(schema['properties']) ? schema['properties'] : {})
        .filter(
          ([, property]) => !isJsonObject(property) || typeof property['description'] !== 'string',
        )
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
