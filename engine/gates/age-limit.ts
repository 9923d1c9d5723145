/** How old something may be, as the schema of a gate checks it. */
export const AGE_LIMIT = {
  type: 'string',
  pattern: '^[1-9][0-9]{0,3}[dhm]$',
  patternErrorMessage: 'must be a whole number with m, h or d, for example 90m, 24h or 30d',
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Clocks of agents differ. */
const CLOCK_SKEW_MS = 5 * MINUTE_MS;
/** There were no such images before: what is dated earlier has a placeholder of a reproducible build. */
const FIRST_YEAR = 2013;

/**
 * Why something is not shown to be young enough, as the end of a sentence; undefined where it is.
 * @param limit checked against {@link AGE_LIMIT}
 */
export function ageProblem(
  created: Date | undefined,
  limit: string,
  now: Date,
): { readonly why: string; readonly isUnknown: boolean } | undefined {
  if (created === undefined || Number.isNaN(created.getTime())) {
    return { why: 'it does not say when it was made', isUnknown: true };
  }
  const day = created.toISOString().slice(0, 10);
  if (created.getUTCFullYear() < FIRST_YEAR) {
    const why = `it says ${day}, a placeholder that builders write so that builds are reproducible`;
    return { why, isUnknown: true };
  }
  const ageMs = now.getTime() - created.getTime();
  if (ageMs < -CLOCK_SKEW_MS) return { why: `it says ${day}, which is to come`, isUnknown: true };
  if (ageMs <= durationMs(limit)) return undefined;
  return { why: `it was made ${formatAge(ageMs)} ago, on ${day}`, isUnknown: false };
}

/** `30 d 5 h`, `4 h 10 min`, cut to the last whole unit. */
export function formatAge(ageMs: number): string {
  const ms = Math.max(0, ageMs);
  const [days, hours] = [Math.floor(ms / DAY_MS), Math.floor((ms % DAY_MS) / HOUR_MS)];
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  return `${minutes} min`;
}

/** Of `90m`, `24h` or `3d`, as a schema has checked it. */
export function durationMs(duration: string): number {
  const unit = { d: DAY_MS, h: HOUR_MS, m: MINUTE_MS }[duration.slice(-1)];
  return Number(duration.slice(0, -1)) * (unit ?? Number.NaN);
}
