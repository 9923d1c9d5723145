import { Failure } from '../../failures.ts';
import { CLOCK, clockOf, DAY_RANGE, dateTimeOf, HOLIDAY, weekdaysOf } from './clock-texts.ts';
import { addDays, instantOf, type LocalTime, localTimeOf, weekdayOf, ZONE } from './zone.ts';

/** When people are at work. */
export interface BusinessHours {
  readonly zone: string;
  readonly days?: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly holidays?: readonly string[];
}

export const BUSINESS_HOURS = {
  type: 'object',
  additionalProperties: false,
  required: ['zone', 'from', 'to'],
  properties: {
    zone: { ...ZONE, description: 'The time zone, for example Europe/Berlin.' },
    days: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: DAY_RANGE,
      description: 'Weekdays, for example [mon-thu, sat]; mon-fri unless said.',
    },
    from: { ...CLOCK, description: 'When they begin.' },
    to: { ...CLOCK, description: 'When they end, on the same day.' },
    holidays: {
      type: 'array',
      uniqueItems: true,
      items: HOLIDAY,
      description: 'Days that do not count.',
    },
  },
};

/** A stretch of time that counts. */
export interface Opening {
  readonly from: Date;
  readonly to: Date;
}

const USUAL_DAYS = ['mon-fri'];
/** Ten years: whoever waits longer has made a mistake. */
const DAYS_LIMIT = 3660;

/**
 * Stretches of business hours from a time on, in order. Of two readings of a time at a change of daylight saving the
 * one counts that makes the stretch shorter.
 * @throws Failure UNKNOWN_ZONE, NO_SUCH_DAY, NO_BUSINESS_HOURS
 */
export function* openingsFrom(since: Date, hours: BusinessHours): Generator<Opening, never> {
  const { zone, days = USUAL_DAYS, from, to, holidays = [] } = hours;
  if (from >= to) throw noBusinessHours(`they begin at ${from} and end at ${to}`);
  const weekdays = new Set(days.flatMap(weekdaysOf));
  const free = new Set(holidays.map((day) => nameOf(dateTimeOf(day))));
  let day = { ...localTimeOf(since, zone), hour: 0, minute: 0 };
  for (let count = 0; count < DAYS_LIMIT; count++, day = addDays(day, 1)) {
    if (!weekdays.has(weekdayOf(day)) || free.has(nameOf(day))) continue;
    const opens = instantOf({ ...day, ...clockOf(from) }, zone, 'later');
    const closes = instantOf({ ...day, ...clockOf(to) }, zone, 'earlier');
    const begins = opens > since ? opens : since;
    if (begins < closes) yield { from: begins, to: closes };
  }
  throw noBusinessHours('there are not enough of them in ten years');
}

/** `mon-fri 09:00–17:00 Europe/Berlin, without 3 holidays`. */
export function describeHours({ zone, days = USUAL_DAYS, from, to, holidays = [] }: BusinessHours) {
  const without =
    holidays.length === 0
      ? ''
      : `, without ${holidays.length} holiday${holidays.length === 1 ? '' : 's'}`;
  return `${days.join(', ')} ${from}–${to} ${zone}${without}`;
}

/** `2026-12-25`. */
function nameOf({ year, month, day }: LocalTime): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

const noBusinessHours = (why: string) =>
  new Failure(
    'NO_BUSINESS_HOURS',
    'configuration',
    `the business hours cannot be counted: ${why}`,
    'Correct `businessHours` in promotion.yaml.',
  );
