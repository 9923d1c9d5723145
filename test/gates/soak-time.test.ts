import { describe, expect, it } from 'vitest';
import { soakTime } from '../../engine/gates/soak-time.ts';
import { gateContract, NOTHING } from './contract.ts';

const inQa = (at: string, by?: string) => ({
  environment: 'qa',
  at: new Date(at),
  tags: [],
  ...(by !== undefined && { by }),
});
const OFFICE = { zone: 'Europe/Berlin', from: '09:00', to: '17:00' };
const day = { in: 'qa', for: '24h' };

// The contract's clock shows Sat 2026-11-21 12:00 UTC.
gateContract(soakTime, [
  { settings: day, context: { placements: [inQa('2026-11-20T12:00:00Z')] }, outcome: 'pass' },
  { settings: day, context: { placements: [inQa('2026-11-20T12:00:01Z')] }, outcome: 'fail' },
  { settings: { for: '1d' }, context: { placements: [inQa('2026-11-20')] }, outcome: 'pass' },
  {
    settings: { in: 'dev', for: '1m' },
    context: { placements: [inQa('2026-11-20')] },
    outcome: 'fail',
  },
  { settings: day, context: { placements: [inQa('2026-11-22')] }, outcome: 'fail' },
  {
    settings: { for: '8h', businessHours: { ...OFFICE, days: ['fri'] } },
    context: { placements: [inQa('2026-11-20T00:00:00Z')] },
    outcome: 'pass',
  },
  {
    settings: { for: '8h', businessHours: { ...OFFICE, holidays: ['2026-11-20'] } },
    context: { placements: [inQa('2026-11-20T00:00:00Z')] },
    outcome: 'fail',
  },
]);

describe('the gate soak-time', () => {
  it('says since when, how much is left, and when it passes', async () => {
    const context = { ...NOTHING, placements: [inQa('2026-11-20T16:30:20Z', 'alice')] };

    expect(await soakTime.evaluate(context, day)).toEqual({
      outcome: 'fail',
      because:
        'In qa since Fri 2026-11-20 16:30 UTC, put there by alice; of the required 24 h, 4 h 31 min are left. It passes at Sat 2026-11-21 16:31 UTC.',
      remedy:
        'Run this stage again after Sat 2026-11-21 16:31 UTC; promoting the image to qa anew starts the time again.',
    });
  });

  it('says the same, whenever it is asked later', async () => {
    const placements = [inQa('2026-11-19T10:00:00Z')];
    const asked = (now: string) =>
      soakTime.evaluate({ ...NOTHING, placements, now: new Date(now) }, day);

    const passed = {
      outcome: 'pass',
      because:
        'In qa since Thu 2026-11-19 10:00 UTC; the required 24 h were over Fri 2026-11-20 10:00 UTC.',
    };
    expect(await asked('2026-11-20T10:00:00Z')).toEqual(passed);
    expect(await asked('2031-11-20T10:00:00Z')).toEqual(passed);
  });

  it('counts business hours alone, over a night, a weekend and a holiday', async () => {
    const context = { ...NOTHING, placements: [inQa('2026-11-20T14:00:00Z')] };
    const businessHours = { ...OFFICE, days: ['mon-fri'], holidays: ['2026-11-23'] };

    expect(await soakTime.evaluate(context, { for: '8h', businessHours })).toEqual({
      outcome: 'fail',
      because:
        'In qa since Fri 2026-11-20 15:00 Europe/Berlin; of the required 8 h of business hours (mon-fri 09:00–17:00 Europe/Berlin, without 1 holiday), 6 h are left. It passes at Tue 2026-11-24 15:00 Europe/Berlin.',
      remedy:
        'Run this stage again after Tue 2026-11-24 15:00 Europe/Berlin; promoting the image to qa anew starts the time again.',
    });
  });

  it('starts again when the image is put there again', async () => {
    const placements = [inQa('2026-11-21T11:00:00Z'), inQa('2026-11-01T11:00:00Z')];

    expect(await soakTime.evaluate({ ...NOTHING, placements }, day)).toMatchObject({
      outcome: 'fail',
      because:
        'In qa since Sat 2026-11-21 11:00 UTC; of the required 24 h, 23 h are left. It passes at Sun 2026-11-22 11:00 UTC.',
    });
  });

  it('names where the image was instead', async () => {
    const placements = [{ ...inQa('2026-11-01'), environment: 'dev' }];

    expect(await soakTime.evaluate({ ...NOTHING, placements }, { for: '1h' })).toEqual({
      outcome: 'fail',
      because: 'No record says that the image was ever put into qa; it was in dev.',
      remedy: 'Promote it to qa first, and let it run there.',
    });
  });

  it('cannot tell with business hours that never add up', async () => {
    const placements = [inQa('2026-11-20')];
    const businessHours = { ...OFFICE, days: ['sun'], to: '09:01' };

    await expect(
      soakTime.evaluate({ ...NOTHING, placements }, { for: '999d', businessHours }),
    ).rejects.toThrow('there are not enough of them in ten years');
  });
});
