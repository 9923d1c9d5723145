import { describe, expect, it } from 'vitest';
import { order } from '../../engine/gates/order.ts';
import { gateContract, NOTHING } from './contract.ts';

/** Latest first, as records are read. */
const placed = (...places: readonly (readonly [string, string])[]) => ({
  placements: places.map(([environment, at]) => ({ environment, at: new Date(at), tags: [] })),
});
const settings = { environments: ['dev', 'qa'] };
const inOrder = placed(['qa', '2026-11-20T12:00:00Z'], ['dev', '2026-11-20T10:00:00Z']);
const reversed = placed(['dev', '2026-11-20T12:00:00Z'], ['qa', '2026-11-20T10:00:00Z']);

gateContract(order, [
  { settings, context: inOrder, outcome: 'pass' },
  { settings, context: reversed, outcome: 'fail' },
  { settings, context: placed(['dev', '2026-11-20T10:00:00Z']), outcome: 'fail' },
  { settings: { environments: ['dev'] }, context: reversed, outcome: 'pass' },
]);

describe('the gate order', () => {
  it('shows the way that the image went', async () => {
    expect(await order.evaluate({ ...NOTHING, ...inOrder }, settings)).toEqual({
      outcome: 'pass',
      because: 'The image went to dev Fri 2026-11-20 10:00 UTC, then qa Fri 2026-11-20 12:00 UTC.',
    });
  });

  it('names where the image never was', async () => {
    expect(
      await order.evaluate(
        { ...NOTHING, ...placed(['qa', '2026-11-20'], ['dev', '2026-11-19']) },
        { environments: ['dev', 'stage', 'qa', 'load'] },
      ),
    ).toEqual({
      outcome: 'fail',
      because:
        'The image was never put into stage or load; required: dev, then stage, then qa, then load.',
      remedy: 'Promote it to stage first.',
    });
  });

  it('says what came too early', async () => {
    expect(await order.evaluate({ ...NOTHING, ...reversed }, settings)).toEqual({
      outcome: 'fail',
      because:
        'The image was put into qa Fri 2026-11-20 10:00 UTC, but into dev only later, Fri 2026-11-20 12:00 UTC.',
      remedy: 'Promote it to qa again, now that it has been in dev.',
    });
  });

  it('passes once the image went the whole way, whatever it did besides', async () => {
    const context = placed(
      ['dev', '2026-11-20T16:00:00Z'],
      ['qa', '2026-11-20T14:00:00Z'],
      ['dev', '2026-11-20T12:00:00Z'],
      ['qa', '2026-11-20T10:00:00Z'],
    );

    expect(await order.evaluate({ ...NOTHING, ...context }, settings)).toMatchObject({
      outcome: 'pass',
    });
  });

  it('takes two records of the same second for in order', async () => {
    const context = placed(['dev', '2026-11-20T12:00:00Z'], ['qa', '2026-11-20T12:00:00Z']);

    expect(await order.evaluate({ ...NOTHING, ...context }, settings)).toMatchObject({
      outcome: 'pass',
    });
  });
});
