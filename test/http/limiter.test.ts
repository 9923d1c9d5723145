import { describe, expect, it } from 'vitest';
import { createLimiter, type Limiter } from '../../engine/http/limiter.ts';

const ORIGIN = 'https://nexus.example.com';

describe('the limiter', () => {
  it('lets 32 in at once, and the next when one leaves', async () => {
    const { limiter } = pausedByHand();
    const places = await enter(limiter, 32);
    const next = watch(limiter.enter(ORIGIN, 'usual'));

    const before = await next.isIn();
    places[0]?.();

    expect([before, await next.isIn()]).toEqual([false, true]);
  });

  it('keeps origins apart', async () => {
    const { limiter } = pausedByHand();
    await enter(limiter, 32);

    expect(await watch(limiter.enter('https://other.example.com', 'usual')).isIn()).toBe(true);
  });

  it('pauses a whole origin, and then lets half as many in', async () => {
    const { limiter, endPause } = pausedByHand();

    limiter.slowDown(ORIGIN, 5_000);
    const waiting = Array.from({ length: 32 }, () => watch(limiter.enter(ORIGIN, 'usual')));
    const during = await countIn(waiting);
    endPause(5_000);

    expect([during, await countIn(waiting)]).toEqual([0, 16]);
  });

  it('waits for the longest of several pauses, and halves once for all of them', async () => {
    const { limiter, endPause } = pausedByHand();

    limiter.slowDown(ORIGIN, 100);
    limiter.slowDown(ORIGIN, 30_000);
    const waiting = Array.from({ length: 32 }, () => watch(limiter.enter(ORIGIN, 'usual')));
    endPause(100);
    const early = await countIn(waiting);
    endPause(30_000);

    expect([early, await countIn(waiting)]).toEqual([0, 16]);
  });

  it('never falls below one', async () => {
    const { limiter, endPause } = pausedByHand();
    for (let i = 0; i < 10; i += 1) {
      limiter.slowDown(ORIGIN, i);
      endPause(i);
      await settled();
    }

    const [first, second] = [1, 2].map(() => watch(limiter.enter(ORIGIN, 'usual')));

    expect([await first?.isIn(), await second?.isIn()]).toEqual([true, false]);
  });

  it('grows by one for each round without trouble, up to 64', async () => {
    const { limiter } = pausedByHand();
    for (let i = 0; i < 4_000; i += 1) (await limiter.enter(ORIGIN, 'usual'))();

    const entering = Array.from({ length: 70 }, () => watch(limiter.enter(ORIGIN, 'usual')));

    expect(await countIn(entering)).toBe(64);
  });

  it('lets in what a holder of a place waits for, so that nothing waits for ever', async () => {
    const { limiter } = pausedByHand();
    await enter(limiter, 32);

    expect(await watch(limiter.enter(ORIGIN, 'urgent')).isIn()).toBe(true);
  });

  it('holds back even that while the origin rests', async () => {
    const { limiter, endPause } = pausedByHand();
    await enter(limiter, 32);
    limiter.slowDown(ORIGIN, 5_000);
    const urgent = watch(limiter.enter(ORIGIN, 'urgent'));

    const during = await urgent.isIn();
    endPause(5_000);

    expect([during, await urgent.isIn()]).toEqual([false, true]);
  });
});

/** A limiter whose pauses end when the test says so, each named by its length. */
function pausedByHand() {
  const sleeping = new Map<number, () => void>();
  const limiter = createLimiter((ms) => new Promise((wake) => sleeping.set(ms, wake)));
  return { limiter, endPause: (ms: number) => sleeping.get(ms)?.() };
}

function enter(limiter: Limiter, count: number): Promise<(() => void)[]> {
  return Promise.all(Array.from({ length: count }, () => limiter.enter(ORIGIN, 'usual')));
}

function watch(entering: Promise<unknown>) {
  let isIn = false;
  void entering.then(() => {
    isIn = true;
  });
  return {
    async isIn() {
      await settled();
      return isIn;
    },
  };
}

async function countIn(entering: readonly ReturnType<typeof watch>[]): Promise<number> {
  const states = await Promise.all(entering.map(({ isIn }) => isIn()));
  return states.filter(Boolean).length;
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
