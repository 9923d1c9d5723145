/** `3d`, `24h`, `90m`; the same rule is in the schema. */
export const DURATION = '^[1-9][0-9]{0,3}[dhm]$';

const MINUTES: Readonly<Record<string, number>> = { d: 24 * 60, h: 60, m: 1 };

/** Minutes of a duration that was checked against `DURATION`. */
export function minutesOf(duration: string): number {
  return Number(duration.slice(0, -1)) * (MINUTES[duration.slice(-1)] ?? Number.NaN);
}
