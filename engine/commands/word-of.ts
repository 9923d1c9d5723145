import { nearestName } from '../config/nearest-name.ts';
import { Failure } from '../failures.ts';
import type { StepOptions } from '../jenkins/step-options.ts';

/** One of a few words that an option may be. @throws Failure UNKNOWN_WORD */
export function wordOf<Word extends string>(
  { text }: StepOptions,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const value = text(name);
  const word = words.find((one) => one === value);
  if (value === undefined || word !== undefined) return word;
  const near = nearestName(value, words);
  throw new Failure(
    'UNKNOWN_WORD',
    'usage',
    `\`${name}\` is \`${value.slice(0, 40)}\`, and has to be one of: ${words.join(', ')}.`,
    `Write ${name}: '${near ?? words[0]}'.`,
  );
}
