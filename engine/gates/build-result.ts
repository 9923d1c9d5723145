import type { Gate } from './gate.ts';

/** Jenkins' own words for a run: only SUCCESS, or what `accept` names, passes. */
export const buildResult: Gate<{ readonly accept?: readonly string[] }> = {
  kind: 'build-result',
  settings: {
    type: 'object',
    description: 'The Jenkins build that asks for the promotion has not failed so far.',
    properties: {
      accept: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { enum: ['SUCCESS', 'UNSTABLE'] },
        description: 'Results that pass; SUCCESS alone unless said.',
      },
    },
  },

  async evaluate({ requestedIn }, { accept = ['SUCCESS'] }) {
    const { result, number } = requestedIn;
    const build = number === undefined ? 'This build' : `Build ${number}`;
    if (result === undefined) {
      return {
        outcome: 'fail',
        because: `The result of ${build.toLowerCase()} is not known.`,
        remedy:
          'Promote from a Jenkins build; outside Jenkins there is no result that this gate could check.',
      };
    }
    const because = `${build} is ${result}.`;
    if (accept.includes(result)) return { outcome: 'pass', because };
    return {
      outcome: 'fail',
      because: `${because} Required: ${accept.join(' or ')}.`,
      remedy: 'Repair the build and promote the image that the next good one makes.',
    };
  },
};
