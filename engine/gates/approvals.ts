import type { ApprovalFact, Gate, GateContext, GateOutcome } from './gate.ts';
import { count, nameSome } from './name-some.ts';
import { type Excluded, isAmong, isSamePerson, PEOPLE, whyExcluded } from './people.ts';

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
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { enum: ['requester', 'committer'] },
        description:
          'Whose approval does not count: of the one who asks for the promotion, or of those who made the commit.',
      },
    },
  },

  async evaluate(context, settings) {
    const { build, environment, now } = context;
    const { atLeast = 1, by, notBy = [] } = settings;
    if (notBy.includes('committer') && (build.committers ?? []).length === 0) {
      return COMMITTERS_UNKNOWN;
    }
    const judged = onePerPerson(context.approvals, now).map((approval) => ({
      approval,
      objection: isInForce(approval, now)
        ? whyNotCounted(approval.by, settings, context)
        : `ended on ${timeOf(approval.until ?? now)}`,
    }));
    const good = judged.filter(({ objection }) => objection === undefined);
    const required = `${atLeast} ${atLeast === 1 ? 'is' : 'are'} required`;
    const names = nameSome(good.map(({ approval: { by: who, at } }) => `${who} (${timeOf(at)})`));
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

const COMMITTERS_UNKNOWN: GateOutcome = {
  outcome: 'error',
  because:
    'Approvals may not be by a committer (`notBy`), and the build record names no committers.',
  remedy: 'Call recordImage in the workspace of the checkout, where git can tell who committed.',
};

/** Why the word of this person is none for the gate, or undefined. */
export function whyNotCounted(
  who: string,
  { by, notBy = [] }: ApprovalSettings,
  context: Pick<GateContext, 'requester' | 'build'>,
): string | undefined {
  if (by !== undefined && !isAmong(who, by)) return 'is not one of those who may approve';
  return whyExcluded(who, notBy, context);
}

/** Of each person one approval, in force where there is such a one; `bob` and `bob@example.com` are one person. */
function onePerPerson(all: readonly ApprovalFact[], now: Date): readonly ApprovalFact[] {
  const inForceFirst = [
    ...all.filter((one) => isInForce(one, now)),
    ...all.filter((one) => !isInForce(one, now)),
  ];
  return inForceFirst.filter(
    ({ by }, i) =>
      !inForceFirst
        .slice(0, i)
        .some((before) => isSamePerson(before.by, by) || isSamePerson(by, before.by)),
  );
}

function isInForce({ until }: ApprovalFact, now: Date): boolean {
  return until === undefined || until > now;
}

function timeOf(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
