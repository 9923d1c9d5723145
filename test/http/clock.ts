import type { Clock } from '../../engine/http/request.ts';

/** A clock whose sleeps are over at once and move its time, and that keeps what was asked of it. */
export interface TestClock extends Clock {
  readonly slept: readonly number[];
  advance(ms: number): void;
}

/** Starts at 2026-01-01; chance is always at its most. */
export function createTestClock(): TestClock {
  let nowMs = Date.UTC(2026, 0, 1);
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(nowMs),
    random: () => 1,
    advance: (ms) => {
      nowMs += ms;
    },
    async sleep(ms) {
      slept.push(ms);
      nowMs += ms;
    },
  };
}
