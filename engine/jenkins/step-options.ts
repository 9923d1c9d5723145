import { Failure } from '../failures.ts';
import type { JsonObject } from '../oci/json.ts';

/** Reads the options of one step, each by its type; every name must be known. */
export interface StepOptions {
  /** A text, or a number as text; undefined where absent. */
  text(name: string): string | undefined;
  /** @throws Failure MISSING_OPTION */
  required(name: string, example: string): string;
}

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
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw invalidOption(step, name, value);
    }
  }
  const text = (name: string): string | undefined => {
    const value = options[name];
    const trimmed = typeof value === 'number' ? String(value) : String(value ?? '').trim();
    return trimmed === '' ? undefined : trimmed;
  };
  return {
    text,
    required(name, example) {
      const value = text(name);
      if (value === undefined) throw missingOption(step, name, example);
      return value;
    },
  };
}

const unknownOption = (step: string, name: string, known: readonly string[], near?: string) =>
  new Failure(
    'UNKNOWN_OPTION',
    'usage',
    `${step} has no option \`${name.slice(0, 60)}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
    `Its options are: ${known.join(', ')}.`,
  );

const invalidOption = (step: string, name: string, value: unknown) =>
  new Failure(
    'INVALID_OPTION',
    'usage',
    `The option \`${name}\` of ${step} is ${JSON.stringify(value)?.slice(0, 80)}, which is neither text nor a number.`,
    `Write ${step}(${name}: '…').`,
  );

const missingOption = (step: string, name: string, example: string) =>
  new Failure(
    'MISSING_OPTION',
    'usage',
    `${step} needs the option \`${name}\`.`,
    `Write ${step}(${example}).`,
  );
