import { describeMinute } from './calendar/describe.ts';
import type { ApprovalFact, Gate, GateContext } from './gate.ts';
import { count, nameSome } from './name-some.ts';
import {
  committersUnknown,
  type Excluded,
  isAmong,
  NOT_BY,
  onePerPerson,
  PEOPLE,
  whyExcluded,
} from './people.ts';

export interface ApprovalSettings {
  readonly atLeast?: number;
  readonly by?: readonly string[];
  readonly notBy?: readonly Excluded[];
}

/** Enough people approved this digest for this environment, before anybody asked to promote it. */
export const approvals: Gate<ApprovalSettings> = {
  kind: 'approvals',
  settings: {
    type: 'object',
    description: 'People have approved this very digest for this environment, with approveImage.',
    properties: {
      atLeast: {
        type: 'integer',
        minimum: 1,
        maximum: 20,
        description: 'How many different people; 1 unless said.',
      },
      by: {
        ...PEOPLE,
        description: 'Jenkins users whose approval counts, not groups; anybody unless said.',
      },
      notBy: {
        ...NOT_BY,
        description:
          'Whose approval does not count: of the one who asks for the promotion, or of those who made the commit.',
      },
    },
  },

  async evaluate(context, settings) {
    const { build, environment, now } = context;
    const { atLeast = 1, by, notBy = [] } = settings;
    const unknown = committersUnknown('Approvals', notBy, build);
    if (unknown !== undefined) return unknown;
    const judged = onePerPerson(inForceFirst(context.approvals, now)).map((approval) => ({
      approval,
      objection: isInForce(approval, now)
        ? whyNotCounted(approval.by, settings, context)
        : `ended on ${describeMinute(approval.until ?? now)}`,
    }));
    const good = judged.filter(({ objection }) => objection === undefined);
    const required = `${atLeast} ${atLeast === 1 ? 'is' : 'are'} required`;
    const names = nameSome(
      good.map(({ approval: { by: who, at } }) => `${who} (${describeMinute(at)})`),
    );
    if (good.length >= atLeast) {
      return { outcome: 'pass', because: `Approved for ${environment} by ${names}; ${required}.` };
    }
    const others = judged.flatMap(({ approval: { by: who }, objection }) =>
      objection === undefined ? [] : [`${who} (${objection})`],
    );
    const soFar =
      good.length > 0
        ? `Approved for ${environment} by ${names} alone; ${required}.`
        : `Nobody${others.length > 0 ? ' who counts' : ''} has approved this image for ${environment}; ${required}.`;
    const uncounted = others.length === 0 ? '' : ` Does not count: ${nameSome(others, '; ')}.`;
    const missing = atLeast - good.length;
    const left = by?.filter(
      (one) =>
        !good.some(({ approval }) => isAmong(approval.by, [one])) &&
        whyNotCounted(one, settings, context) === undefined,
    );
    const who =
      left === undefined ? people(missing, good.length) : `${missing} of ${nameSome(left)}`;
    const isPossible = left === undefined || left.length >= missing;
    return {
      outcome: 'fail',
      because: `${soFar}${uncounted}`,
      remedy: isPossible
        ? `Have ${who} approve it: approveImage(env: '${environment}', comment: '…').`
        : 'Too few of those whom `by` names may still approve it; whoever owns promotion.yaml can name more people there.',
    };
  },
};

/** `1 more person`. */
function people(missing: number, have: number): string {
  const more = have > 0 ? 'more ' : '';
  return count(missing, `${more}person`, `${more}people`);
}

/** Why the word of this person is none for the gate, or undefined. */
export function whyNotCounted(
  who: string,
  { by, notBy = [] }: ApprovalSettings,
  context: Pick<GateContext, 'requester' | 'build'>,
): string | undefined {
  if (by !== undefined && !isAmong(who, by)) return 'is not one of those who may approve';
  return whyExcluded(who, notBy, context);
}

function inForceFirst(all: readonly ApprovalFact[], now: Date): readonly ApprovalFact[] {
  return [
    ...all.filter((one) => isInForce(one, now)),
    ...all.filter((one) => !isInForce(one, now)),
  ];
}

function isInForce({ until }: ApprovalFact, now: Date): boolean {
  return until === undefined || until > now;
}
