import { oneLine } from '../failures.ts';
import type { JsonObject } from '../oci/json.ts';
import { valueAt } from './dotted-path.ts';
import { EXPRESSION, matchesWhole } from './whole-match.ts';

type Plain = string | number | boolean;

/** What one field of a predicate must be. */
export interface Condition {
  /** `buildDefinition.buildType`, or a list where a name holds a dot; `0` is the first of a list. */
  readonly path: string | readonly string[];
  readonly is?: Plain;
  readonly oneOf?: readonly Plain[];
  readonly matches?: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

const PLAIN = { type: ['string', 'number', 'boolean'] };

/** A path, as the schema of a gate checks it. */
export const FIELD_PATH = {
  type: ['string', 'array'],
  minItems: 1,
  items: { type: 'string' },
  pattern: '^[^.]+(\\.[^.]+)*$',
  patternErrorMessage:
    'must be names with "." between them, for example metadata.finishedOn, or a list of names',
  description: 'Where the field is, for example buildDefinition.buildType.',
};

export const CONDITION = {
  type: 'object',
  additionalProperties: false,
  required: ['path'],
  minProperties: 2,
  properties: {
    path: FIELD_PATH,
    is: { ...PLAIN, description: 'What it must be.' },
    oneOf: { type: 'array', minItems: 1, items: PLAIN, description: 'What it may be.' },
    matches: { ...EXPRESSION, description: 'A regular expression that all of it must match.' },
    atLeast: { type: 'number', description: 'The least number that it may be.' },
    atMost: { type: 'number', description: 'The greatest number that it may be.' },
  },
};

/** Why a predicate does not fulfil a condition, in words; undefined where it does. */
export function conditionProblem(predicate: JsonObject, condition: Condition): string | undefined {
  const { is, oneOf, matches, atLeast, atMost } = condition;
  const name = typeof condition.path === 'string' ? condition.path : condition.path.join('.');
  const value = valueAt(predicate, condition.path);
  if (value === undefined || value === null) return `${name} is not there`;
  const found = `${name} is ${show(value)}`;
  if (is !== undefined && value !== is) return `${found}, not ${show(is)}`;
  if (oneOf !== undefined && !oneOf.some((one) => one === value)) {
    return `${found}, not ${oneOf.map(show).join(' or ')}`;
  }
  if (matches !== undefined && !(typeof value === 'string' && matchesWhole(matches, value))) {
    return `${found}, which does not match ${matches}`;
  }
  if (atLeast === undefined && atMost === undefined) return undefined;
  if (typeof value !== 'number') return `${found}, which is no number`;
  if (atLeast !== undefined && value < atLeast) return `${found}, less than ${atLeast}`;
  return atMost !== undefined && value > atMost ? `${found}, more than ${atMost}` : undefined;
}

function show(value: unknown): string {
  return oneLine(JSON.stringify(value) ?? 'nothing', 120);
}
