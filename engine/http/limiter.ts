/** Keeps the requests in flight to each origin within what that origin takes. */
export interface Limiter {
  /** Waits for a place at this origin; the promise gives what hands the place back. */
  enter(origin: string, urgency: Urgency): Promise<() => void>;
  /** The origin answered 429 or 503: half as many from now on, and none for a while. */
  slowDown(origin: string, pauseMs: number): void;
}

/** `urgent` takes no place, since something that holds a place waits for it; it respects pauses. */
export type Urgency = 'usual' | 'urgent';

interface Lane {
  limit: number;
  inFlight: number;
  /** Answers since the limit last changed; a full round without trouble raises it by one. */
  calm: number;
  /** Pauses that are not over; each answer that asks for one adds its own. */
  pauses: number;
  readonly waiting: (() => void)[];
  readonly urgent: (() => void)[];
}

const START = 32;
const MOST = 64;

/** Additive increase, multiplicative decrease, shared by everything in the process. */
export function createLimiter(sleep: (ms: number) => Promise<void>): Limiter {
  const lanes = new Map<string, Lane>();

  return {
    async enter(origin, urgency) {
      const lane = laneOf(lanes, origin);
      if (urgency === 'urgent') {
        if (lane.pauses > 0) await new Promise<void>((admit) => lane.urgent.push(admit));
        return () => {};
      }
      if (lane.inFlight >= lane.limit || lane.pauses > 0) {
        await new Promise<void>((admit) => lane.waiting.push(admit));
      } else {
        lane.inFlight += 1;
      }
      return () => leave(lane);
    },
    slowDown(origin, pauseMs) {
      const lane = laneOf(lanes, origin);
      // What was in flight when the pause began tells nothing new, except how long to wait.
      if (lane.pauses === 0) lane.limit = Math.max(1, Math.floor(lane.limit / 2));
      lane.calm = 0;
      lane.pauses += 1;
      void sleep(pauseMs).then(() => {
        lane.pauses -= 1;
        admitWaiting(lane);
      });
    },
  };
}

function laneOf(lanes: Map<string, Lane>, origin: string): Lane {
  const known = lanes.get(origin);
  if (known !== undefined) return known;
  const lane: Lane = { limit: START, inFlight: 0, calm: 0, pauses: 0, waiting: [], urgent: [] };
  lanes.set(origin, lane);
  return lane;
}

function leave(lane: Lane): void {
  lane.inFlight -= 1;
  if (lane.pauses === 0) lane.calm += 1;
  if (lane.calm >= lane.limit && lane.limit < MOST) {
    lane.limit += 1;
    lane.calm = 0;
  }
  admitWaiting(lane);
}

function admitWaiting(lane: Lane): void {
  if (lane.pauses > 0) return;
  for (const admit of lane.urgent.splice(0)) admit();
  while (lane.inFlight < lane.limit) {
    const admit = lane.waiting.shift();
    if (admit === undefined) return;
    lane.inFlight += 1;
    admit();
  }
}
