/** Members of a family each have settings of their own: gates, and deployment targets. */
export type Family = 'gate' | 'deploy';

/** What the schema needs to know of a member. */
export interface MemberSchema {
  readonly kind: string;
  readonly settings: {
    readonly description: string;
    readonly required?: readonly string[];
    readonly properties: Readonly<Record<string, object>>;
  };
}

const ROOT = '#/definitions/';

/** `items` of a list of members: each is judged by the settings of its own kind alone. */
export function anyMember(family: Family, members: readonly MemberSchema[]): object | false {
  if (members.length === 0) return false;
  return {
    type: 'object',
    discriminator: { propertyName: 'kind' },
    oneOf: members.map(({ kind }) => ({ $ref: `${ROOT}${family}-${kind}` })),
  };
}

/** Each kind on its own, so that of the validator only those run, and are compiled, that a file names. */
export function memberDefinitions(
  family: Family,
  members: readonly MemberSchema[],
  common: Readonly<Record<string, object>>,
): Readonly<Record<string, object>> {
  const shared = Object.entries(common).map(([name, schema]) => [`${family}_${name}`, schema]);
  const references = Object.fromEntries(
    Object.keys(common).map((name) => [name, { $ref: `${ROOT}${family}_${name}` }]),
  );
  return Object.fromEntries([
    ...members.map((member) => [`${family}-${member.kind}`, memberSchema(member, references)]),
    ...(members.length === 0 ? [] : shared),
  ]);
}

/** The family and kind that a reference of {@link anyMember} is to. */
export function memberAt(reference: string): { readonly family: Family; readonly kind: string } {
  const [family = '', ...kind] = reference.slice(ROOT.length).split('-');
  return { family: family === 'deploy' ? 'deploy' : 'gate', kind: kind.join('-') };
}

function memberSchema(
  { kind, settings }: MemberSchema,
  common: Readonly<Record<string, object>>,
): object {
  return {
    description: settings.description,
    type: 'object',
    additionalProperties: false,
    required: ['kind', ...(settings.required ?? [])],
    properties: {
      kind: { description: settings.description, const: kind },
      ...settings.properties,
      ...common,
    },
  };
}
