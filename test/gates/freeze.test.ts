import { describe, expect, it } from 'vitest';
import { freeze } from '../../engine/gates/freeze.ts';
import { gateContract, NOTHING } from './contract.ts';

const zone = 'Europe/Berlin';
const christmas = { from: '2026-12-20T18:00', to: '2027-01-02T06:00', reason: 'Christmas.' };
const inventory = { from: '2026-11-20T18:00', to: '2026-11-22T06:00', reason: 'Inventory' };
const weekend = { weekly: { from: 'fri 16:00', to: 'mon 07:00' }, reason: 'Nobody is in' };
const at = (now: string) => ({ now: new Date(now) });
const ask = (now: string, windows: readonly object[], some: object = {}) =>
  freeze.evaluate({ ...NOTHING, ...at(now), ...some }, { zone, windows: windows as never });
const isFrozen = async (now: string, windows: readonly object[]) =>
  (await ask(now, windows)).outcome === 'fail';

const samples = [
  {
    settings: { zone, windows: [inventory] },
    context: at('2026-11-20T17:00:00Z'),
    outcome: 'fail',
  },
  { settings: { zone, windows: [weekend] }, context: at('2026-11-21T12:00:00Z'), outcome: 'fail' },
  {
    settings: { zone, windows: [weekend], except: ['Erin'] },
    context: { ...at('2026-11-21T12:00:00Z'), requester: 'alice' },
    outcome: 'fail',
  },
] as const;

// Its "nothing" is a Saturday, so windows that hold then are what the contract looks at; it passes by the calendar alone.
gateContract(freeze, [
  ...samples,
  {
    settings: { zone, windows: [weekend] },
    context: at('2026-11-20T14:59:59Z'),
    outcome: 'pass',
  },
  {
    settings: { zone, windows: [weekend], except: ['Erin'] },
    context: { ...at('2026-11-21T12:00:00Z'), requester: 'eRIN' },
    outcome: 'pass',
  },
]);

describe('the gate freeze', () => {
  it('says until when, and why', async () => {
    expect(await ask('2026-12-22T12:00:00Z', [christmas])).toEqual({
      outcome: 'fail',
      because: 'Frozen until Sat 2027-01-02 06:00 Europe/Berlin: Christmas.',
      remedy: 'Run this stage again after that.',
    });
  });

  it('takes windows that touch for one freeze', async () => {
    expect(await ask('2026-12-22T12:00:00Z', [christmas, weekend])).toMatchObject({
      because: 'Frozen until Mon 2027-01-04 07:00 Europe/Berlin: Christmas.',
    });
    expect(await ask('2026-12-26T12:00:00Z', [christmas, weekend])).toMatchObject({
      because: 'Frozen until Mon 2027-01-04 07:00 Europe/Berlin: Christmas, Nobody is in.',
    });
  });

  it('names who may promote all the same, and lets them', async () => {
    const settings = { zone, windows: [weekend], except: ['erin', 'Frank'] };
    const now = new Date('2026-11-21T12:00:00Z');

    expect(await freeze.evaluate({ ...NOTHING, now }, settings)).toMatchObject({
      remedy: 'Run this stage again after that, or have it asked for by one of erin, Frank.',
    });
    expect(await freeze.evaluate({ ...NOTHING, now, requester: 'FRANK' }, settings)).toEqual({
      outcome: 'pass',
      because: 'Frozen until Mon 2026-11-23 07:00 Europe/Berlin: Nobody is in. FRANK is excepted.',
    });
  });

  it.each([
    ['before it begins', '2026-12-20T16:59:59Z', false],
    ['when it begins', '2026-12-20T17:00:00Z', true],
    ['right before it ends', '2027-01-02T04:59:59Z', true],
    ['when it ends', '2027-01-02T05:00:00Z', false],
  ])('holds a window by the clocks of its zone, %s', async (_, now, expected) => {
    expect(await isFrozen(now, [christmas])).toBe(expected);
  });

  it.each([
    ['2026-11-20T14:59:59Z', false],
    ['2026-11-20T15:00:00Z', true],
    ['2026-11-22T12:00:00Z', true],
    ['2026-11-23T05:59:59Z', true],
    ['2026-11-23T06:00:00Z', false],
    ['2026-10-23T14:00:00Z', true],
    ['2026-10-26T05:59:59Z', true],
    ['2026-10-26T06:00:00Z', false],
  ])('holds a weekly window, over a change of clocks too: %s', async (now, expected) => {
    expect(await isFrozen(now, [weekend])).toBe(expected);
  });

  it.each([
    [
      'within a day',
      { from: 'tue 12:00', to: 'tue 13:00' },
      '2026-11-24T11:30:00Z',
      '2026-11-24T12:00:00Z',
    ],
    [
      'but for an hour',
      { from: 'tue 13:00', to: 'tue 12:00' },
      '2026-11-24T10:59:00Z',
      '2026-11-24T11:30:00Z',
    ],
  ])('holds a weekly window %s', async (_, weekly, frozen, free) => {
    const windows = [{ weekly, reason: 'Backup' }];

    expect(await isFrozen(frozen, windows)).toBe(true);
    expect(await isFrozen(free, windows)).toBe(false);
  });

  it('is rather too long than too short where a time exists twice or never', async () => {
    const autumn = [{ from: '2026-10-25T02:30', to: '2026-10-25T02:45', reason: 'Clocks' }];
    const spring = [{ from: '2026-03-29T02:30', to: '2026-03-29T02:45', reason: 'Clocks' }];

    expect(await isFrozen('2026-10-25T00:30:00Z', autumn)).toBe(true);
    expect(await isFrozen('2026-10-25T01:44:00Z', autumn)).toBe(true);
    expect(await isFrozen('2026-10-25T01:45:00Z', autumn)).toBe(false);
    expect(await isFrozen('2026-03-29T00:30:00Z', spring)).toBe(true);
    expect(await isFrozen('2026-03-29T01:45:00Z', spring)).toBe(false);
  });

  it.each([
    [{ from: '2026-02-30T10:00', to: '2026-03-01T10:00' }, 'there is no day 2026-02-30'],
    [
      { from: '2026-03-02T10:00', to: '2026-03-01T10:00' },
      'it ends at 2026-03-01T10:00, before it begins',
    ],
    [{ weekly: { from: 'fri 10:00', to: 'fri 10:00' } }, 'it begins and ends at fri 10:00'],
    [{ ...christmas, ...weekend }, 'it needs either `from` and `to`, or `weekly`'],
    [{}, 'it needs either `from` and `to`, or `weekly`'],
  ])(
    'cannot tell with a window that makes no sense, even while another holds: %j',
    async (window, words) => {
      const windows = [weekend, { reason: 'Odd', ...window }];

      await expect(ask('2026-11-21T12:00:00Z', windows)).rejects.toThrow(words);
    },
  );

  it('says so where windows never end', async () => {
    const windows = [
      { weekly: { from: 'mon 00:00', to: 'thu 00:00' }, reason: 'First half' },
      { weekly: { from: 'thu 00:00', to: 'mon 00:00' }, reason: 'Second half' },
    ];

    expect(await ask('2026-11-21T12:00:00Z', windows)).toMatchObject({
      outcome: 'fail',
      because: 'Frozen until at least Thu 2027-06-17 00:00 Europe/Berlin: Second half.',
    });
  });
});
