import type { Fault } from './faults/fault.ts';
import { randomAt } from './random.ts';

export interface PlannedRequest {
  readonly ordinal: number;
  readonly method: string;
  readonly path: string;
}

/** Which fault, if any, a request meets. */
export type FaultPlan = (request: PlannedRequest) => Fault | undefined;

export interface FaultRate {
  readonly fault: Fault;
  /** Between 0 and 1: the share of the requests the fault concerns. */
  readonly rate: number;
}

/** Strikes at random, yet the same requests for the same seed: the n-th request of any run meets the same luck. */
export function atRates(seed: number, rates: readonly FaultRate[]): FaultPlan {
  return (request) => {
    let luck = randomAt(seed, request.ordinal);
    for (const { fault, rate } of rates) {
      if (!fault.concerns(request)) continue;
      if (luck < rate) return fault;
      luck -= rate;
    }
    return undefined;
  };
}

/** Strikes the first `times` requests that the fault concerns and that `where` picks. */
export function firstTimes(
  times: number,
  fault: Fault,
  where: (request: PlannedRequest) => boolean = () => true,
): FaultPlan {
  let left = times;
  return (request) => {
    if (left === 0 || !fault.concerns(request) || !where(request)) return undefined;
    left -= 1;
    return fault;
  };
}
