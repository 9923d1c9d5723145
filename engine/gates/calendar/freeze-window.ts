import { Failure } from '../../failures.ts';
import type { Opening } from './business-hours.ts';
import { dateTimeOf, weekTimeOf } from './clock-texts.ts';
import { addDays, instantOf, localTimeOf, weekdayOf } from './zone.ts';

/** Once, or every week. */
export interface FreezeWindow {
  readonly from?: string;
  readonly to?: string;
  readonly weekly?: { readonly from: string; readonly to: string };
  readonly reason: string;
}

/**
 * The stretch of the window that holds an instant, or undefined. Of two readings of a time at a change of daylight
 * saving the one counts that makes the window longer. The end is not part of it.
 * @throws Failure INVALID_WINDOW, NO_SUCH_DAY, UNKNOWN_ZONE
 */
export function stretchAt(window: FreezeWindow, zone: string, instant: Date): Opening | undefined {
  const { from, to, weekly, reason } = window;
  if (weekly !== undefined && from === undefined && to === undefined) {
    return weeklyStretches(weekly, zone, instant, reason).find(holds(instant));
  }
  if (weekly !== undefined || from === undefined || to === undefined) {
    throw invalidWindow(reason, 'it needs either `from` and `to`, or `weekly`');
  }
  const stretch = {
    from: instantOf(dateTimeOf(from), zone, 'earlier'),
    to: instantOf(dateTimeOf(to), zone, 'later'),
  };
  if (stretch.from >= stretch.to) throw invalidWindow(reason, `it ends at ${to}, before it begins`);
  return holds(instant)(stretch) ? stretch : undefined;
}

function holds(instant: Date) {
  return ({ from, to }: Opening) => from <= instant && instant < to;
}

/** Those that could hold the instant; it begins a day too early and ends a day too late, for clocks that change at midnight. */
function weeklyStretches(
  { from, to }: { readonly from: string; readonly to: string },
  zone: string,
  instant: Date,
  reason: string,
): readonly Opening[] {
  const begin = weekTimeOf(from);
  const end = weekTimeOf(to);
  if (from === to) throw invalidWindow(reason, `it begins and ends at ${from}`);
  const isSameDay = begin.weekday === end.weekday;
  const isWholeWeek = isSameDay && from > to;
  const length = isWholeWeek ? 7 : (end.weekday - begin.weekday + 7) % 7;
  const today = localTimeOf(instant, zone);
  return Array.from({ length: 10 }, (_, step) => addDays(today, step - 8))
    .filter((day) => weekdayOf(day) === begin.weekday)
    .map((day) => ({
      from: instantOf({ ...day, hour: begin.hour, minute: begin.minute }, zone, 'earlier'),
      to: instantOf({ ...addDays(day, length), hour: end.hour, minute: end.minute }, zone, 'later'),
    }));
}

const invalidWindow = (reason: string, why: string) =>
  new Failure(
    'INVALID_WINDOW',
    'configuration',
    `the window "${reason.slice(0, 80)}" cannot be used: ${why}`,
    'Correct `windows` in promotion.yaml.',
  );
