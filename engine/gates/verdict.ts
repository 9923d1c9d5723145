import { describeMinute } from './calendar/describe.ts';
import type { Gate, GateContext, GateOutcome, VerdictFact } from './gate.ts';
import { nameSome } from './name-some.ts';
import {
  committersUnknown,
  type Excluded,
  isAmong,
  NOT_BY,
  PEOPLE,
  whyExcluded,
} from './people.ts';

interface Settings {
  readonly is?: 'accepted';
  readonly by?: readonly string[];
  readonly notBy?: readonly Excluded[];
}

/** The latest verdict on the digest decides; none at all fails. */
export const verdict: Gate<Settings> = {
  kind: 'verdict',
  settings: {
    type: 'object',
    description: 'QA has accepted this very digest; the latest verdict counts.',
    properties: {
      is: { const: 'accepted', description: 'The verdict that passes.' },
      by: { ...PEOPLE, description: 'Jenkins users who may accept; anybody unless said.' },
      notBy: {
        ...NOT_BY,
        description:
          'Whose acceptance does not count: of the one who asks for the promotion, or of those who made the commit.',
      },
    },
  },

  async evaluate(context, settings) {
    const { verdicts, now, build } = context;
    const unknown = committersUnknown('The verdict', settings.notBy ?? [], build);
    if (unknown !== undefined) return unknown;
    const objections = verdicts.map((one) => whyNotCounted(one, settings, context));
    const counting = verdicts.filter((_, at) => objections[at] === undefined);
    // Of an expired rejection nothing is left; an expired acceptance stands, since it took the place of those before it.
    const decisive =
      verdicts.find(({ is }) => is === 'revoked') ??
      counting.find((one) => one.is === 'accepted' || !isExpired(one, now));
    if (decisive === undefined) {
      return noneCounts(verdicts[0], objections[0], settings, context.environment);
    }
    const because = describeVerdict(decisive);
    if (decisive.is !== 'accepted') return { outcome: 'fail', because, remedy: AGAINST };
    if (!isExpired(decisive, now)) return { outcome: 'pass', because };
    return {
      outcome: 'fail',
      because: `${because} It expired on ${describeMinute(decisive.until ?? now)}.`,
      remedy:
        "Look at the image again, and accept it anew: imageVerdict(is: 'accepted', reason: '…').",
    };
  },
};

const AGAINST =
  'Promote a build that was accepted, or have the verdict set anew by those who gave it.';

/** Only an acceptance can be held against who gave it: a warning by anybody counts. */
function whyNotCounted(
  { is, by }: VerdictFact,
  { by: allowed, notBy = [] }: Settings,
  context: GateContext,
): string | undefined {
  if (is !== 'accepted') return undefined;
  if (allowed !== undefined && !isAmong(by, allowed)) return 'is not one of those who may accept';
  return whyExcluded(by, notBy, context);
}

function noneCounts(
  latest: VerdictFact | undefined,
  objection: string | undefined,
  { by }: Settings,
  environment: string,
): GateOutcome {
  const who = by === undefined ? 'somebody else' : `one of ${nameSome(by)}`;
  const set = "imageVerdict(is: 'accepted', reason: '…')";
  if (latest === undefined) {
    return {
      outcome: 'fail',
      because: 'Nobody has given a verdict on this image.',
      remedy: `Test it, then set one: ${set}.`,
    };
  }
  const because = describeVerdict(latest);
  if (objection === undefined) {
    return {
      outcome: 'fail',
      because: `${because} It expired, and no other verdict counts.`,
      remedy: `Test the image, then set a verdict: ${set}.`,
    };
  }
  return {
    outcome: 'fail',
    because: `${because} That does not count for ${environment}: ${latest.by} ${objection}.`,
    remedy: `Have the image accepted by ${who}: ${set}.`,
  };
}

function isExpired({ until }: VerdictFact, now: Date): boolean {
  return until !== undefined && until <= now;
}

/** `Rejected by carol on 2026-11-21 10:02 UTC: totals are wrong.` */
export function describeVerdict({ is, by, at, reason }: VerdictFact): string {
  const words = reason === undefined ? '' : `: ${reason.replace(/[.!?\s]+$/, '')}`;
  return `${is.charAt(0).toUpperCase()}${is.slice(1)} by ${by} on ${describeMinute(at)}${words}.`;
}
