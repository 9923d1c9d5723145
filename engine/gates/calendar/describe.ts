import { localTimeOf, weekdayOf } from './zone.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `Mon 2026-11-23 09:00 Europe/Berlin`. */
export function describeInstant(instant: Date, zone: string): string {
  const local = localTimeOf(instant, zone);
  const { year, month, day, hour, minute } = local;
  const date = [String(year).padStart(4, '0'), two(month), two(day)].join('-');
  return `${DAYS[weekdayOf(local)]} ${date} ${two(hour)}:${two(minute)} ${zone}`;
}

/** `2026-11-23 08:00 UTC`. */
export function describeMinute(instant: Date): string {
  return `${instant.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `4 h 30 min`, `24 h`, `0 min`; seconds are left out. */
export function describeDuration(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const parts = [
    ...(minutes >= 60 ? [`${Math.floor(minutes / 60)} h`] : []),
    ...(minutes % 60 > 0 || minutes < 60 ? [`${minutes % 60} min`] : []),
  ];
  return parts.join(' ');
}

/** The next whole minute, so that a time that is told is never too early. */
export function upToMinute(instant: Date): Date {
  return new Date(Math.ceil(instant.getTime() / 60_000) * 60_000);
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
