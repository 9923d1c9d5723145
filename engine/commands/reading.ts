import type { Configuration } from '../config/configuration.ts';
import type { Reading } from '../evidence/ledger.ts';
import type { Clock } from '../http/request.ts';

/** @param into environment that the image would enter */
export function readingOf(
  clock: Clock,
  { policy: { trust } }: Configuration,
  into?: string,
): Reading {
  return {
    now: clock.now(),
    ...(trust !== undefined && { trust }),
    ...(into !== undefined && { into }),
  };
}
