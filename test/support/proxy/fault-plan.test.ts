import { describe, expect, it } from 'vitest';
import { atRates, firstTimes } from './fault-plan.ts';
import { resetAfterUpload } from './faults/reset-after-upload.ts';
import { tooManyRequests } from './faults/too-many-requests.ts';
import { unavailable } from './faults/unavailable.ts';

const gets = Array.from({ length: 1000 }, (_, index) => ({
  ordinal: index + 1,
  method: 'GET',
  path: '/v2/app/blobs/sha256:abc',
}));

describe('a plan at rates', () => {
  const rates = [
    { fault: tooManyRequests(), rate: 0.1 },
    { fault: unavailable(), rate: 0.05 },
  ];
  const strikes = (seed: number) => gets.map((get) => atRates(seed, rates)(get)?.name);

  it('strikes the same requests for the same seed, and others for another', () => {
    expect(strikes(7)).toEqual(strikes(7));
    expect(strikes(7)).not.toEqual(strikes(8));
  });

  it('strikes about as often as its rates say', () => {
    const names = strikes(7);

    const times = (name: string) => names.filter((each) => each === name).length;
    expect([times('too-many-requests'), times('unavailable')]).toEqual([102, 59]);
  });

  it('never strikes a request that the fault does not concern', () => {
    const plan = atRates(7, [{ fault: resetAfterUpload(), rate: 1 }]);

    expect(gets.map(plan).filter(Boolean)).toEqual([]);
  });
});

describe('a plan for the first times', () => {
  it('strikes that many of the requests it is for, and then none', () => {
    const plan = firstTimes(2, unavailable(), ({ ordinal }) => ordinal > 3);

    const names = gets.slice(0, 7).map((get) => plan(get)?.name);

    expect(names.map((name) => name === 'unavailable')).toEqual([
      false,
      false,
      false,
      true,
      true,
      false,
      false,
    ]);
  });
});
