import { DURATION, minutesOf } from '../config/duration.ts';
import { Failure } from '../failures.ts';

const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 24 * 60 * 60_000;

/**
 * When something ends that a step says `until:` of: `30d`, `12h`, or a day, which ends in UTC.
 * @throws Failure INVALID_UNTIL
 */
export function untilOf(text: string | undefined, now: Date): Date | undefined {
  if (text === undefined) return undefined;
  if (new RegExp(DURATION).test(text)) return new Date(now.getTime() + minutesOf(text) * 60_000);
  const day = DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // A day that is none, such as 2026-02-30, is taken for a later one.
  const isDay = !Number.isNaN(day) && new Date(day).toISOString().startsWith(text);
  const end = new Date(day + DAY_MS - 1);
  if (isDay && end > now) return end;
  throw new Failure(
    'INVALID_UNTIL',
    'usage',
    `\`until: '${text.slice(0, 40)}'\` is no time to come.`,
    "Write how long it lasts, such as until: '30d' or '12h', or its last day in UTC, such as until: '2026-12-31'.",
  );
}
