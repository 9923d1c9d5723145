import { oneLine } from '../failures.ts';
import type { Gate } from './gate.ts';
import { EXPRESSION, matchesWhole } from './whole-match.ts';

/** Longer texts are no number of a ticket. */
const LONGEST = 100;

/** The promotion names a change ticket. */
export const changeTicket: Gate<{ readonly pattern: string }> = {
  kind: 'change-ticket',
  settings: {
    type: 'object',
    description: 'Whoever asks for the promotion names a change ticket, which is kept on record.',
    required: ['pattern'],
    properties: {
      pattern: {
        ...EXPRESSION,
        description:
          'Regular expression that the whole ticket matches, for example ^CHG-[0-9]+$; anchors may be left out.',
      },
    },
  },

  async evaluate({ change, environment }, { pattern }) {
    const remedy = `Name the ticket of this change: promoteImage(env: '${environment}', change: '…').`;
    if (change === undefined || change === '') {
      const because = `No change ticket was named; one like ${pattern} is required.`;
      return { outcome: 'fail', because, remedy };
    }
    if (change.length <= LONGEST && matchesWhole(pattern, change)) {
      return { outcome: 'pass', because: `Change ticket ${oneLine(change)}.` };
    }
    const because = `The change ticket ${oneLine(JSON.stringify(change), LONGEST)} does not match ${pattern}.`;
    return { outcome: 'fail', because, remedy };
  },
};
