import { oneLine } from '../failures.ts';
import { CREDENTIALS, SIGN_IN, type WebSettings, webCredentials } from '../web/web-credential.ts';
import type { Gate, GateContext, GateOutcome } from './gate.ts';
import { nameSome } from './name-some.ts';
import { findAnalysis, type QualityGate, readQualityGate, type SonarProject } from './sonar-api.ts';

interface Settings extends WebSettings, SonarProject {
  readonly metrics: readonly string[];
  readonly accept?: readonly string[];
  readonly commit?: boolean;
}

/** The quality gate of the very commit, with the metrics that it has to have looked at. */
export const sonar: Gate<Settings> = {
  kind: 'sonar',
  settings: {
    type: 'object',
    description: 'The quality gate of SonarQube is OK for the commit that the image was made from.',
    required: ['url', 'project', 'metrics'],
    properties: {
      url: {
        type: 'string',
        pattern: '^https?://[A-Za-z0-9.:\\[\\]-]+(?:/[^\\s?#]*)?$',
        patternErrorMessage:
          'must be the address of a SonarQube, for example https://sonar.example.com',
        description: 'Address of the SonarQube server.',
      },
      project: { type: 'string', minLength: 1, description: 'Key of the project there.' },
      branch: {
        type: 'string',
        minLength: 1,
        description: 'Branch of the project; its main branch unless said.',
      },
      metrics: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { type: 'string', minLength: 1 },
        description:
          'Keys of metrics that have to be among the conditions, for example new_coverage: SonarQube leaves out those without data.',
      },
      accept: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { enum: ['OK', 'WARN'] },
        description: 'States of the quality gate that pass; OK alone unless said.',
      },
      commit: {
        type: 'boolean',
        description:
          'Whether only an analysis of the recorded commit counts (unless said), or also the latest one, of whatever it was.',
      },
      credentials: { ...CREDENTIALS, description: 'Id of a Jenkins credential for SonarQube.' },
      signIn: {
        ...SIGN_IN,
        description:
          'What the credential is: a secret text with a user token (unless said), or a user name and password.',
      },
    },
  },

  credentials: (settings) => webCredentials(settings, 'token'),

  async evaluate(context, settings) {
    const { project, metrics, accept = ['OK'], commit: isByCommit = true } = settings;
    const { commit } = context.build;
    if (!isByCommit) return judge(await readQualityGate(context, settings), settings, '');
    if (commit === undefined) return commitUnknown(context);
    const { key, latest } = await findAnalysis(context, settings, commit);
    const built = oneLine(commit.slice(0, 12));
    if (key === undefined) {
      return {
        outcome: 'fail',
        because: `SonarQube has no analysis of ${oneLine(project, 100)} for commit ${built}${latest}.`,
        remedy:
          'Analyse that commit, and wait until SonarQube has worked it off (waitForQualityGate); then run this stage again.',
      };
    }
    const found = await readQualityGate(context, settings, key);
    return judge(found, { project, metrics, accept }, ` for commit ${built}`);
  },
};

function judge(
  { status, conditions, isLenient }: QualityGate,
  { project, metrics, accept = ['OK'] }: Pick<Settings, 'project' | 'metrics' | 'accept'>,
  whose: string,
): GateOutcome {
  const subject = `The quality gate of ${oneLine(project, 100)}${whose} is ${oneLine(status, 20)}`;
  const bad = conditions.filter((condition) => !accept.includes(condition.status));
  if (!accept.includes(status) || bad.length > 0) {
    const why =
      bad.length === 0
        ? ''
        : `: ${nameSome(
            bad.map(({ words }) => words),
            '; ',
          )}`;
    return {
      outcome: 'fail',
      because: `${subject}${why}.${status === 'NONE' ? ' No gate was computed, so nothing was checked.' : ''}`,
      remedy:
        status === 'NONE'
          ? 'Give the project a quality gate in SonarQube, and analyse it again.'
          : 'Repair what SonarQube names, and promote the image of a commit that passes.',
    };
  }
  const missing = metrics.filter((metric) => !conditions.some(({ key }) => key === metric));
  if (missing.length > 0) {
    return {
      outcome: 'fail',
      because: `${subject}, without a word on ${nameSome(missing)}; SonarQube leaves out conditions that have no data.`,
      remedy:
        'Look that the analysis gets the data (a coverage report, for example), and that the quality gate has a condition on each of `metrics`.',
    };
  }
  const shown = conditions.filter(({ key }) => metrics.includes(key)).map(({ words }) => words);
  const lenient = isLenient ? ' Some conditions were ignored, since few lines are new.' : '';
  return { outcome: 'pass', because: `${subject}: ${nameSome(shown, '; ')}.${lenient}` };
}

function commitUnknown({ image }: GateContext): GateOutcome {
  return {
    outcome: 'fail',
    because: `The build record of ${image} names no commit, so no analysis can be found for it.`,
    remedy:
      'Call recordImage in the workspace of the checkout; or set `commit: false`, and the latest analysis counts, of whatever it was.',
  };
}
