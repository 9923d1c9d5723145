import { describe, expect, it } from 'vitest';
import { changeTicket } from '../../engine/gates/change-ticket.ts';
import { gateContract, NOTHING } from './contract.ts';

const settings = { pattern: '^CHG-[0-9]+$' };

gateContract(changeTicket, [
  { settings, context: { change: 'CHG-1' }, outcome: 'pass' },
  { settings: { pattern: 'CHG-[0-9]+' }, context: { change: 'CHG-1' }, outcome: 'pass' },
  { settings, context: { change: '' }, outcome: 'fail' },
  { settings, context: { change: 'CHG-1 ' }, outcome: 'fail' },
  { settings, context: { change: 'see CHG-1' }, outcome: 'fail' },
  { settings: { pattern: 'CHG-[0-9]+' }, context: { change: 'XCHG-1' }, outcome: 'fail' },
  { settings: { pattern: 'A-1|B-[0-9]' }, context: { change: 'A-12' }, outcome: 'fail' },
  { settings: { pattern: '.*' }, context: { change: '' }, outcome: 'fail' },
  { settings: { pattern: '.*' }, context: { change: 'x'.repeat(101) }, outcome: 'fail' },
]);

describe('the gate change-ticket', () => {
  it('shows the ticket', async () => {
    expect(await changeTicket.evaluate({ ...NOTHING, change: 'CHG-12' }, settings)).toEqual({
      outcome: 'pass',
      because: 'Change ticket CHG-12.',
    });
  });

  it('says how to name one', async () => {
    expect(await changeTicket.evaluate(NOTHING, settings)).toEqual({
      outcome: 'fail',
      because: 'No change ticket was named; one like ^CHG-[0-9]+$ is required.',
      remedy: "Name the ticket of this change: promoteImage(env: 'uat', change: '…').",
    });
  });

  it('shows what was named instead, on one line', async () => {
    const context = { ...NOTHING, change: 'CHG-1\nPASS ' };

    expect(await changeTicket.evaluate(context, settings)).toMatchObject({
      outcome: 'fail',
      because: 'The change ticket "CHG-1\\nPASS " does not match ^CHG-[0-9]+$.',
    });
  });

  it('does not wait for a pattern that goes back and forth without end', async () => {
    const context = { ...NOTHING, change: 'a'.repeat(60) };

    await expect(changeTicket.evaluate(context, { pattern: '(a+)+b' })).rejects.toMatchObject({
      code: 'SLOW_EXPRESSION',
    });
  });

  it('names a pattern that is none', async () => {
    const context = { ...NOTHING, change: 'CHG-1' };

    await expect(changeTicket.evaluate(context, { pattern: '[' })).rejects.toMatchObject({
      code: 'INVALID_EXPRESSION',
    });
  });
});
