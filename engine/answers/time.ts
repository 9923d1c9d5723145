import { formatTime } from '../promotion/format.ts';

const MINUTE_MS = 60_000;
const UNITS = [
  ['d', 24 * 60 * MINUTE_MS],
  ['h', 60 * MINUTE_MS],
  ['min', MINUTE_MS],
] as const;

/** `2026-11-21 10:02 UTC (3 d ago)`. */
export function formatTimeAgo(time: Date, now: Date): string {
  return `${formatTime(time)} (${agoOf(now.getTime() - time.getTime())})`;
}

function agoOf(ms: number): string {
  for (const [unit, length] of UNITS) {
    if (ms >= length) return `${Math.floor(ms / length)} ${unit} ago`;
  }
  return 'just now';
}
