/** Keeps the requests in flight to each origin within what that origin takes. */
export interface Limiter {
  /** Waits for a place at this origin; the promise gives what hands the place back. */
  enter(origin: string): Promise<() => void>;
  /** The origin answered 429 or 503: half as many from now on, and none for a while. */
  slowDown(origin: string, pauseMs: number): void;
}

interface Lane {
  limit: number;
  inFlight: number;
  /** Answers since the limit last changed; a full round without trouble raises it by one. */
  calm: number;
  pause: Promise<void> | undefined;
  readonly waiting: (() => void)[];
}

const START = 16;
const MOST = 32;

/** Additive increase, multiplicative decrease, shared by everything in the process. */
export function createLimiter(sleep: (ms: number) => Promise<void>): Limiter {
  const lanes = new Map<string, Lane>();

  return {
    async enter(origin) {
      const lane = laneOf(lanes, origin);
      if (lane.inFlight >= lane.limit || lane.pause !== undefined) {
        await new Promise<void>((admit) => lane.waiting.push(admit));
      } else {
        lane.inFlight += 1;
      }
      return () => leave(lane);
    },
    slowDown(origin, pauseMs) {
      const lane = laneOf(lanes, origin);
      if (lane.pause !== undefined) return;
      lane.limit = Math.max(1, Math.floor(lane.limit / 2));
      lane.calm = 0;
      lane.pause = sleep(pauseMs).then(() => {
        lane.pause = undefined;
        admitWaiting(lane);
      });
    },
  };
}

function laneOf(lanes: Map<string, Lane>, origin: string): Lane {
  const known = lanes.get(origin);
  if (known !== undefined) return known;
  const lane: Lane = { limit: START, inFlight: 0, calm: 0, pause: undefined, waiting: [] };
  lanes.set(origin, lane);
  return lane;
}

function leave(lane: Lane): void {
  lane.inFlight -= 1;
  lane.calm += 1;
  if (lane.calm >= lane.limit && lane.limit < MOST) {
    lane.limit += 1;
    lane.calm = 0;
  }
  admitWaiting(lane);
}

function admitWaiting(lane: Lane): void {
  while (lane.pause === undefined && lane.inFlight < lane.limit) {
    const admit = lane.waiting.shift();
    if (admit === undefined) return;
    lane.inFlight += 1;
    admit();
  }
}
