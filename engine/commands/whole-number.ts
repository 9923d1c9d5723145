import { Failure } from '../failures.ts';
import type { StepOptions } from '../jenkins/step-options.ts';

const MOST = 1_000;

/** A number of things that are asked for. @throws Failure INVALID_NUMBER */
export function wholeNumber({ text }: StepOptions, name: string): number | undefined {
  const value = text(name);
  if (value === undefined) return undefined;
  const number = /^\d{1,4}$/.test(value) ? Number(value) : 0;
  if (number >= 1 && number <= MOST) return number;
  throw new Failure(
    'INVALID_NUMBER',
    'usage',
    `\`${name}\` is \`${value.slice(0, 40)}\`, which is no whole number from 1 to ${MOST}.`,
    `Write ${name}: 20.`,
  );
}
