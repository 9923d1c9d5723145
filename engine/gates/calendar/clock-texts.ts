import { Failure } from '../../failures.ts';
import type { LocalTime } from './zone.ts';

const DAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const NAMES = DAY_NAMES.join('|');
const DATE = '20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';
const TIME = '([01][0-9]|2[0-3]):[0-5][0-9]';

export const DAY_RANGE = {
  type: 'string',
  pattern: `^(${NAMES})(-(${NAMES}))?$`,
  patternErrorMessage: 'must be a weekday or a range of them, for example sat or mon-fri',
};

export const HOLIDAY = {
  type: 'string',
  pattern: `^${DATE}$`,
  patternErrorMessage: 'must be a day, for example 2026-12-25',
};

export const CLOCK = {
  type: 'string',
  pattern: `^${TIME}$`,
  patternErrorMessage: 'must be a time between 00:00 and 23:59, for example 09:00',
};

export const WEEK_TIME = {
  type: 'string',
  pattern: `^(${NAMES}) ${TIME}$`,
  patternErrorMessage: 'must be a weekday and a time, for example fri 16:00',
};

export const DATE_TIME = {
  type: 'string',
  pattern: `^${DATE}T${TIME}$`,
  patternErrorMessage: 'must be a day and a time of the zone, for example 2026-12-20T18:00',
};

/** Weekdays of `mon-fri`, 0 for Sunday; a range may go over the weekend. */
export function weekdaysOf(range: string): readonly number[] {
  const [first = '', last = first] = range.split('-');
  const from = DAY_NAMES.indexOf(first);
  const length = (DAY_NAMES.indexOf(last) - from + 7) % 7;
  return Array.from({ length: length + 1 }, (_, step) => (from + step) % 7);
}

/** `fri 16:00`. */
export function weekTimeOf(text: string): {
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
} {
  const [day = '', time = ''] = text.split(' ');
  return { weekday: DAY_NAMES.indexOf(day), ...clockOf(time) };
}

/** `09:00`. */
export function clockOf(text: string): { readonly hour: number; readonly minute: number } {
  const [hour, minute] = text.split(':').map(Number);
  return { hour: hour ?? Number.NaN, minute: minute ?? Number.NaN };
}

/**
 * `2026-12-20` or `2026-12-20T18:00`.
 * @throws Failure NO_SUCH_DAY
 */
export function dateTimeOf(text: string): LocalTime {
  const [date = '', time = '00:00'] = text.split('T');
  // A day too many goes on in the next month.
  const parsed = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== date) {
    throw noSuchDay(date);
  }
  const [year, month, day] = date.split('-').map(Number);
  const whole = { year: year ?? Number.NaN, month: month ?? Number.NaN, day: day ?? Number.NaN };
  return { ...whole, ...clockOf(time) };
}

const noSuchDay = (date: string) =>
  new Failure(
    'NO_SUCH_DAY',
    'configuration',
    `there is no day ${date}`,
    'Correct the date in promotion.yaml.',
  );
