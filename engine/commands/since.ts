import { DURATION, minutesOf } from '../config/duration.ts';
import { Failure } from '../failures.ts';
import type { StepOptions } from '../jenkins/step-options.ts';

const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * A time in the past that a step names: how long ago (`7d`, `12h`), or a day, which begins in UTC.
 * @throws Failure INVALID_TIME
 */
export function sinceOf({ text }: StepOptions, name: string, now: Date): Date | undefined {
  const value = text(name);
  if (value === undefined) return undefined;
  if (new RegExp(DURATION).test(value)) return new Date(now.getTime() - minutesOf(value) * 60_000);
  const day = new Date(DAY.test(value) ? `${value}T00:00:00Z` : Number.NaN);
  // A day that is none, such as 2026-02-30, is taken for a later one.
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
  if (isDay) return day;
  throw new Failure(
    'INVALID_TIME',
    'usage',
    `\`${name}\` is \`${value.slice(0, 40)}\`, which is neither a span of time nor a day.`,
    `Write how long ago, such as ${name}: '7d' or '12h', or a day in UTC, such as ${name}: '2026-11-01'.`,
  );
}
