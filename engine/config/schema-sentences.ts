import type { ErrorObject } from 'ajv';
import { isJsonObject } from '../oci/json.ts';
import { memberAt } from './member-definition.ts';
import { nearestName, unknownName } from './nearest-name.ts';
import { listed, quoted } from './problem.ts';

/** What is wrong with one value, in a sentence; `written` is the value as it stands in the file. */
export function schemaSentence(error: ErrorObject, written: string | undefined): string {
  const { keyword, params, data, parentSchema } = error;
  const shown = shownValue(data, written);
  switch (keyword) {
    case 'type':
      return wrongType(error, shown);
    case 'enum':
      return notOneOf(data, shown, (params['allowedValues'] as readonly unknown[]).map(String));
    case 'const':
      return `${shown} has to be ${quoted(String(params['allowedValue']))}.`;
    case 'discriminator':
      return wrongMember(data, parentSchema);
    case 'pattern':
      return `${shown} ${ruleOf(error) ?? `does not match ${String(params['pattern'])}`}.`;
    case 'minItems':
      return `The list needs at least ${count(Number(params['limit']), 'entry', 'entries')}.`;
    case 'minProperties':
      return `At least ${count(Number(params['limit']), 'entry', 'entries')} must be here.`;
    case 'maxProperties':
      return `Only ${count(Number(params['limit']), 'entry', 'entries')} may be here.`;
    case 'minimum':
      return `${shown} is too small: at least ${Number(params['limit'])}.`;
    case 'maximum':
      return `${shown} is too large: at most ${Number(params['limit'])}.`;
    case 'dependencies':
      return `Beside ${quoted(String(params['property']))} there has to be ${quoted(String(params['missingProperty']))}.`;
    case 'minLength':
      return 'There is no text; something must be here.';
    default:
      return `${shown} is not valid here (${keyword}).`;
  }
}

/** Knows what people write who do not have YAML's types in mind. */
function wrongType(error: ErrorObject, shown: string): string {
  const { data } = error;
  const expected = [error.params['type']].flat().map(String);
  const isTextExpected = expected.includes('string');
  const [entry, ...more] = isJsonObject(data) ? Object.entries(data) : [];
  if (isTextExpected && entry?.[1] === null && more.length === 0) {
    const template = `{${entry[0]}}`;
    return `${quoted(template)} without quotes is a mapping in YAML; write ${quoted(asYaml(template))}.`;
  }
  if (isTextExpected && (typeof data === 'number' || typeof data === 'boolean')) {
    const rule = ruleOf(error);
    if (rule !== undefined) return `${shown} ${rule}.`;
    const text = shown.slice(1, -1);
    return `${shown} is a ${typeof data} in YAML; for text write ${quoted(asYaml(text))}.`;
  }
  if (typeof data === 'string') {
    const isMember = error.parentSchema?.['discriminator'] !== undefined;
    if (isMember) return `${shown} must be a mapping; write ${quoted(`kind: ${data}`)}.`;
    if (expected.includes('boolean'))
      return `${shown} is text in YAML; write \`true\` or \`false\`.`;
    if (expected.includes('array'))
      return `${shown} must be a list; write ${quoted(`[${asYaml(data)}]`)}.`;
  }
  const wanted = expected.map((type) => TYPE_NAMES[type] ?? type).join(' or ');
  if (data === null) return `There is no value; ${wanted} must be here.`;
  return `${shown} stands where ${wanted} must be.`;
}

function ruleOf({ parentSchema }: ErrorObject): string | undefined {
  const rule: unknown = parentSchema?.['patternErrorMessage'];
  return typeof rule === 'string' ? rule : undefined;
}

function asYaml(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function notOneOf(data: unknown, shown: string, allowed: readonly string[]): string {
  const nearest = typeof data === 'string' ? nearestName(data, allowed) : undefined;
  const end = nearest === undefined ? '.' : `; did you mean ${quoted(nearest)}?`;
  return `${shown} is none of ${listed(allowed)}${end}`;
}

function wrongMember(data: unknown, parentSchema: object | undefined): string {
  const choices = (parentSchema as { oneOf?: readonly Choice[] } | undefined)?.oneOf ?? [];
  const members = choices.map(({ $ref }) => memberAt($ref));
  const kinds = members.map(({ kind }) => kind);
  const what = members[0]?.family === 'deploy' ? 'deployment target' : 'gate';
  const kind = isJsonObject(data) ? data['kind'] : undefined;
  if (typeof kind === 'string') return unknownName(what, kind, kinds);
  return `A ${what} needs a \`kind\`: one of ${listed(kinds)}.`;
}

interface Choice {
  readonly $ref: string;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a mapping',
  integer: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
};

function shownValue(data: unknown, written: string | undefined): string {
  if (Array.isArray(data)) return 'A list';
  if (isJsonObject(data)) return 'A mapping';
  return quoted(typeof data === 'string' ? data : (written ?? String(data)));
}

function count(number: number, one: string, more: string): string {
  return `${number === 1 ? 'one' : number} ${number === 1 ? one : more}`;
}
