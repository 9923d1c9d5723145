import { Failure } from '../failures.ts';
import { isJsonObject, type JsonObject } from '../oci/json.ts';

/** Reads the options of one step, each by its type; every name must be known. */
export interface StepOptions {
  /** A text, or a number as text; undefined where absent. */
  text(name: string): string | undefined;
  /** One text or a list of them; empty where absent. */
  texts(name: string): readonly string[];
  /** Options inside an option that is a map; undefined where it is absent, or a text. */
  map(name: string, known: readonly string[]): StepOptions | undefined;
  /** True or false; false where absent. */
  flag(name: string): boolean;
  /** @throws Failure MISSING_OPTION */
  required(name: string, example: string): string;
}

/** Options that are no single text. */
const LISTS: readonly string[] = ['force'];
const FLAGS: readonly string[] = [
  ...['dryRun', 'live', 'milestone', 'displayName', 'junit', 'publish', 'badge'],
];
/** True or false, or a name. */
const NAMEABLE: readonly string[] = ['lock', 'keep'];
/** These may be a text, too. */
const MAPS: readonly string[] = ['from'];

/**
 * Options as the pipeline gave them.
 * @param step name of the step, for messages
 * @param nearest the nearest of the known names, if any is near
 * @throws Failure UNKNOWN_OPTION, INVALID_OPTION
 */
export function readOptions(
  step: string,
  options: JsonObject,
  known: readonly string[],
  nearest: (name: string, names: readonly string[]) => string | undefined,
): StepOptions {
  for (const [name, value] of Object.entries(options)) {
    if (!known.includes(name)) throw unknownOption(step, name, known, nearest(name, known));
    const kind = kindOf(name);
    const isMap = MAPS.includes(name) && isJsonObject(value);
    if (!isMap && !isOf(kind, value)) throw invalidOption(step, name, value, kind);
  }
  const text = (name: string): string | undefined => {
    const value = isJsonObject(options[name]) ? undefined : options[name];
    const trimmed = typeof value === 'number' ? String(value) : String(value ?? '').trim();
    return trimmed === '' ? undefined : trimmed;
  };
  return {
    text,
    texts(name) {
      const value: unknown = options[name] ?? [];
      return [value].flat().map((item) => String(item).trim());
    },
    map(name, inside) {
      const value = options[name];
      if (!isJsonObject(value)) return undefined;
      const given = Object.entries(value).filter(([, item]) => item !== null);
      return readOptions(`${step}(${name}: …)`, Object.fromEntries(given), inside, nearest);
    },
    flag: (name) => options[name] === true || options[name] === 'true',
    required(name, example) {
      const value = text(name);
      if (value === undefined) throw missingOption(step, name, example);
      return value;
    },
  };
}

function kindOf(name: string): OptionKind {
  if (LISTS.includes(name)) return 'list';
  if (NAMEABLE.includes(name)) return 'flag or name';
  return FLAGS.includes(name) ? 'flag' : 'text';
}

type OptionKind = 'text' | 'list' | 'flag' | 'flag or name';

const WORDS: Readonly<Record<OptionKind, readonly [string, string]>> = {
  text: ['neither text nor a number', "'…'"],
  list: ['no list of texts', "['…']"],
  flag: ['neither true nor false', 'true'],
  'flag or name': ['neither true, nor false, nor a name', 'true'],
};

function isOf(kind: OptionKind, value: unknown): boolean {
  if (kind === 'flag') return [true, false, 'true', 'false'].includes(value as boolean);
  if (kind === 'flag or name' && typeof value === 'boolean') return true;
  if (kind === 'list' && Array.isArray(value)) return value.every((item) => isOf('text', item));
  return typeof value === 'string' || typeof value === 'number';
}

const unknownOption = (step: string, name: string, known: readonly string[], near?: string) =>
  new Failure(
    'UNKNOWN_OPTION',
    'usage',
    `${step} has no option \`${name.slice(0, 60)}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
    `Its options are: ${known.join(', ')}.`,
  );

const invalidOption = (step: string, name: string, value: unknown, kind: OptionKind) =>
  new Failure(
    'INVALID_OPTION',
    'usage',
    `The option \`${name}\` of ${step} is ${JSON.stringify(value)?.slice(0, 80)}, which is ${WORDS[kind][0]}.`,
    `Write ${step}(${name}: ${WORDS[kind][1]}).`,
  );

const missingOption = (step: string, name: string, example: string) =>
  new Failure(
    'MISSING_OPTION',
    'usage',
    `${step} needs the option \`${name}\`.`,
    `Write ${step}(${example}).`,
  );
