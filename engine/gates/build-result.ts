import type { Gate, GateContext } from './gate.ts';
import {
  findBuild,
  JENKINS_SETTINGS,
  type JenkinsSettings,
  jenkinsCredentials,
} from './jenkins-api.ts';

/** Jenkins' own words for a run: only SUCCESS, or what `accept` names, passes. */
export const buildResult: Gate<JenkinsSettings & { readonly accept?: readonly string[] }> = {
  kind: 'build-result',
  settings: {
    type: 'object',
    description:
      'The Jenkins build that asks for the promotion, or the one that made the image, has not failed.',
    properties: {
      accept: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { enum: ['SUCCESS', 'UNSTABLE'] },
        description: 'Results that pass; SUCCESS alone unless said.',
      },
      ...JENKINS_SETTINGS,
    },
  },

  credentials: jenkinsCredentials,

  async evaluate(context, { accept = ['SUCCESS'], ...settings }) {
    const {
      name,
      result,
      isRunning = false,
    } = settings.of === 'recorded' ? await recorded(context, settings) : thisBuild(context);
    if (result === undefined) {
      return isRunning
        ? {
            outcome: 'fail',
            because: `${name} is still running.`,
            remedy: 'Wait until it has ended, then run this stage again.',
          }
        : {
            outcome: 'fail',
            because: `The result of ${name.replace(/^[TB]/, (letter) => letter.toLowerCase())} is not known.`,
            remedy:
              'Promote from a Jenkins build; outside Jenkins there is no result that this gate could check.',
          };
    }
    const because = `${name} is ${result}.`;
    if (accept.includes(result)) return { outcome: 'pass', because };
    return {
      outcome: 'fail',
      because: `${because} Required: ${accept.join(' or ')}.`,
      remedy: 'Repair the build and promote the image that the next good one makes.',
    };
  },
};

interface FoundResult {
  readonly name: string;
  readonly result?: string | undefined;
  readonly isRunning?: boolean;
}

function thisBuild({ requestedIn: { number, result } }: GateContext): FoundResult {
  return { name: number === undefined ? 'This build' : `Build ${number}`, result };
}

/** Of a build that still runs no result counts, since it can get worse; but for the one that asks, which may have made the image. */
async function recorded(context: GateContext, settings: JenkinsSettings): Promise<FoundResult> {
  const found = await findBuild(context, settings);
  const { url, result } = context.requestedIn;
  const isThis = url !== undefined && URL.canParse(url) && new URL(url).href === found.url.href;
  if (!found.isRunning) return found;
  return isThis ? { name: found.name, result } : { name: found.name, isRunning: true };
}
