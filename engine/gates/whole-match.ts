import { runInNewContext } from 'node:vm';
import { describeError, Failure } from '../failures.ts';

/** A regular expression, as the schema of a gate checks it. */
export const EXPRESSION = {
  type: 'string',
  pattern: '^.{1,200}$',
  patternErrorMessage: 'must be a regular expression of at most 200 characters',
};

/** An honest match takes microseconds; patterns such as `(a+)+b` can take years. */
const LIMIT_MS = 1_000;

/**
 * Whether the whole value is what the expression stands for, as if it stood between ^ and $.
 * @throws Failure INVALID_EXPRESSION, SLOW_EXPRESSION
 */
export function matchesWhole(expression: string, value: string): boolean {
  try {
    // Alone at first, since `a)|(?:b` is only whole within the brackets.
    new RegExp(expression, 'u');
    // The one means to interrupt a match: V8 looks for the end of the time limit while it goes back and forth.
    const context = { expression: `^(?:${expression})$`, value };
    const matched: unknown = runInNewContext('new RegExp(expression, "u").test(value)', context, {
      timeout: LIMIT_MS,
    });
    return matched === true;
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw slow(expression);
    }
    throw invalid(describeError(error));
  }
}

const invalid = (why: string) =>
  new Failure(
    'INVALID_EXPRESSION',
    'configuration',
    `a setting is no regular expression: ${why.replace(/^Invalid regular expression: /, '')}`,
    'Write one as JavaScript has them, with the flag u.',
  );

const slow = (expression: string) =>
  new Failure(
    'SLOW_EXPRESSION',
    'configuration',
    `matching "${expression}" took more than ${LIMIT_MS} ms`,
    'Write it without repetitions inside repetitions, such as (a+)+.',
  );
