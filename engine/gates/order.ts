import { describeInstant } from './calendar/describe.ts';
import type { Gate, GateOutcome, PlacementFact } from './gate.ts';
import { nameSome } from './name-some.ts';

/** The name of an environment, as a setting. */
export const ENVIRONMENT = {
  type: 'string',
  pattern: '^[a-z0-9][a-z0-9-]{0,39}$',
  patternErrorMessage: 'must be the name of an environment',
};

/** The digest went this way, one environment after the other. */
export const order: Gate<{ readonly environments: readonly string[] }> = {
  kind: 'order',
  settings: {
    type: 'object',
    description: 'The image was put into each of these environments, in this order.',
    required: ['environments'],
    properties: {
      environments: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: ENVIRONMENT,
        description: 'Names of environments, the first one first.',
      },
    },
  },

  async evaluate({ placements }, { environments }) {
    const never = environments.filter(
      (name) => !placements.some(({ environment }) => environment === name),
    );
    if (never.length > 0) {
      return {
        outcome: 'fail',
        because: `The image was never put into ${never.join(' or ')}; required: ${environments.join(', then ')}.`,
        remedy: `Promote it to ${never[0] ?? 'the first'} first.`,
      };
    }
    const steps: PlacementFact[] = [];
    for (const name of environments) {
      const before = steps.at(-1);
      const next = firstSince(placements, name, before?.at);
      if (before !== undefined && next === undefined) return outOfOrder(placements, name, before);
      if (next !== undefined) steps.push(next);
    }
    const way = steps.map(({ environment, at }) => `${environment} ${describeInstant(at, 'UTC')}`);
    return { outcome: 'pass', because: `The image went to ${way.join(', then ')}.` };
  },
};

/** The earliest: it leaves most room for what has to come after it. */
function firstSince(
  placements: readonly PlacementFact[],
  name: string,
  since: Date | undefined,
): PlacementFact | undefined {
  return placements.findLast(
    ({ environment, at }) => environment === name && (since === undefined || at >= since),
  );
}

function outOfOrder(
  placements: readonly PlacementFact[],
  name: string,
  { environment, at }: PlacementFact,
): GateOutcome {
  const times = placements
    .filter((placement) => placement.environment === name)
    .map((placement) => describeInstant(placement.at, 'UTC'));
  return {
    outcome: 'fail',
    because: `The image was put into ${name} ${nameSome(times)}, but into ${environment} only later, ${describeInstant(at, 'UTC')}.`,
    remedy: `Promote it to ${name} again, now that it has been in ${environment}.`,
  };
}
