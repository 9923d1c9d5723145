import { Failure } from '../../failures.ts';

/** A time as clocks of some zone show it; months begin with 1. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** A zone of the IANA database, as a setting. */
export const ZONE = {
  type: 'string',
  pattern: '^[A-Za-z][A-Za-z0-9_+-]{0,31}(/[A-Za-z0-9_+-]{1,31}){0,2}$',
  patternErrorMessage: 'must be a time zone, for example Europe/Berlin or UTC',
};

const DAY_MS = 24 * 3_600_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * What clocks show in a zone, with its daylight saving.
 * @throws Failure UNKNOWN_ZONE
 */
export function localTimeOf(instant: Date, zone: string): LocalTime {
  const parts = formatOf(zone).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  };
}

/**
 * When clocks show this time. Where daylight saving begins a time may not exist, and where it ends it may exist twice:
 * then there are two readings, an hour apart, and `which` chooses between them.
 * @throws Failure UNKNOWN_ZONE
 */
export function instantOf(local: LocalTime, zone: string, which: 'earlier' | 'later'): Date {
  const asUtc = utcOf(local);
  // No zone changes its clocks twice within two days.
  const readings = [asUtc - DAY_MS, asUtc + DAY_MS].map((near) => asUtc - offsetAt(near, zone));
  const exact = readings.filter((time) => utcOf(localTimeOf(new Date(time), zone)) === asUtc);
  const choices = exact.length > 0 ? exact : readings;
  return new Date(which === 'earlier' ? Math.min(...choices) : Math.max(...choices));
}

/** Moves a date by days of the calendar. */
export function addDays({ year, month, day, ...time }: LocalTime, days: number): LocalTime {
  const moved = new Date(Date.UTC(year, month - 1, day + days));
  return {
    ...time,
    year: moved.getUTCFullYear(),
    month: moved.getUTCMonth() + 1,
    day: moved.getUTCDate(),
  };
}

/** 0 for Sunday to 6 for Saturday. */
export function weekdayOf({ year, month, day }: LocalTime): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

function offsetAt(time: number, zone: string): number {
  const minute = Math.floor(time / 60_000) * 60_000;
  return utcOf(localTimeOf(new Date(minute), zone)) - minute;
}

function utcOf({ year, month, day, hour, minute }: LocalTime): number {
  return Date.UTC(year, month - 1, day, hour, minute);
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    formats.set(zone, format);
    return format;
  } catch (error) {
    throw unknownZone(zone, error);
  }
}

const unknownZone = (zone: string, cause: unknown) =>
  new Failure(
    'UNKNOWN_ZONE',
    'configuration',
    `there is no time zone "${zone.slice(0, 60)}"`,
    'Name one of the IANA database, for example Europe/Berlin or UTC.',
    { cause },
  );
