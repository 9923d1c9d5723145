import type { Gate, VerdictFact } from './gate.ts';

/** The latest verdict on the digest decides; none at all fails. */
export const verdict: Gate<{ readonly is?: 'accepted' }> = {
  kind: 'verdict',
  settings: {
    type: 'object',
    description: 'QA has accepted this very digest; the latest verdict counts.',
    properties: {
      is: { const: 'accepted', description: 'The verdict that passes.' },
    },
  },

  async evaluate({ verdicts }, { is = 'accepted' }) {
    const latest = verdicts[0];
    if (latest === undefined) {
      return {
        outcome: 'fail',
        because: 'Nobody has given a verdict on this image.',
        remedy: "Test it, then set one: imageVerdict(is: 'accepted', reason: '…').",
      };
    }
    const because = describeVerdict(latest);
    if (latest.is === is) return { outcome: 'pass', because };
    return {
      outcome: 'fail',
      because,
      remedy:
        'Promote a build that was accepted, or have the verdict set anew by those who gave it.',
    };
  },
};

/** `Rejected by carol on 2026-11-21 10:02 UTC: totals are wrong.` */
export function describeVerdict({ is, by, at, reason }: VerdictFact): string {
  const day = at.toISOString().slice(0, 16).replace('T', ' ');
  const words = reason === undefined ? '' : `: ${reason.replace(/[.!?\s]+$/, '')}`;
  return `${is.charAt(0).toUpperCase()}${is.slice(1)} by ${by} on ${day} UTC${words}.`;
}
