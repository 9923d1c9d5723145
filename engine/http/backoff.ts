import type { Clock } from './request.ts';

const LONGEST_MS = 10_000;

/**
 * How long to wait before another attempt: at random, so that many who failed together do not come back together,
 * up to a time that doubles with each.
 * @param attempt how many have failed, from 1
 * @returns milliseconds
 */
export function backoffMs(clock: Clock, attempt: number, firstMs: number): number {
  return clock.random() * Math.min(LONGEST_MS, firstMs * 2 ** (attempt - 1));
}
