import { Failure, oneLine } from '../failures.ts';
import { isJsonObject } from '../oci/json.ts';
import type { Gate } from './gate.ts';
import {
  type AskedBuild,
  findBuild,
  JENKINS_SETTINGS,
  type JenkinsSettings,
  jenkinsCredentials,
} from './jenkins-api.ts';
import { count, nameSome } from './name-some.ts';

interface Stage {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

const READ_BYTES = 8 * 1024 * 1024;
/** Every one costs a request of its own. */
const MOST_STAGES = 100;

/** Named stages of a build ran, and every run of them succeeded. */
export const stages: Gate<JenkinsSettings & { readonly passed: readonly string[] }> = {
  kind: 'stages',
  settings: {
    type: 'object',
    description:
      'Stages of the Jenkins build ran and succeeded; Jenkins needs the plug-in Pipeline: REST API for it.',
    required: ['passed'],
    properties: {
      passed: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { type: 'string', minLength: 1 },
        description: 'Names of the stages, exactly as the Jenkinsfile writes them.',
      },
      ...JENKINS_SETTINGS,
    },
  },

  credentials: jenkinsCredentials,

  async evaluate(context, { passed, ...settings }) {
    const build = await findBuild(context, settings);
    const found = await readStages(build);
    const named = found.filter(({ name }) => passed.includes(name));
    const absent = passed.filter((name) => !named.some((stage) => stage.name === name));
    const problems = [
      ...absent.map((name) => `${quoted(name)} is not there`),
      ...named
        .filter(({ status }) => status !== 'SUCCESS')
        .map(({ name, status }) => `${quoted(name)} is ${oneLine(status, 40)}`),
    ];
    if (problems.length === 0) problems.push(...(await idleOf(build, named)));
    if (problems.length === 0) {
      const runs = named.length === passed.length ? '' : `, in ${named.length} runs`;
      const names = nameSome(passed.map(quoted));
      return { outcome: 'pass', because: `${build.name} passed ${names}${runs}.` };
    }
    const others = [...new Set(found.map(({ name }) => name))].map(quoted);
    return {
      outcome: 'fail',
      because: `${build.name} has not passed ${passed.length === 1 ? 'its stage' : 'its stages'}: ${nameSome(problems, '; ')}.`,
      remedy:
        absent.length === 0
          ? 'Run the build again until these stages have run and succeeded, and promote the image that it makes.'
          : `Correct the names in \`passed\`; ${others.length === 0 ? 'the build has no stages' : `the build has ${nameSome(others)}`}.`,
    };
  },
};

async function readStages(build: AskedBuild): Promise<readonly Stage[]> {
  const answer = await build.ask('wfapi/describe', READ_BYTES);
  if (answer === undefined) throw noStages(build);
  const listed = answer['stages'];
  if (!Array.isArray(listed)) throw noStages(build);
  return listed.filter(isJsonObject).map(({ id, name, status }) => ({
    id: String(id),
    name: String(name),
    status: typeof status === 'string' ? status : 'of unknown status',
  }));
}

/**
 * Stages that claim success and ran no step: those that Declarative skipped after a restart or a failure are
 * SUCCESS to the plug-in, which knows only those skipped by `when`.
 * @see https://github.com/jenkinsci/pipeline-stage-view-plugin/blob/11fa55ba2df8b8742f4452ab2779c44001a50966/rest-api/src/main/java/com/cloudbees/workflow/rest/external/ChunkVisitor.java#L75
 */
async function idleOf(build: AskedBuild, named: readonly Stage[]): Promise<readonly string[]> {
  if (named.length > MOST_STAGES) throw tooManyStages(build, named.length);
  const idle: string[] = [];
  for (const { id, name } of named) {
    const node = /^\d+$/.test(id)
      ? await build.ask(`execution/node/${id}/wfapi/describe`, READ_BYTES)
      : undefined;
    const steps = node?.['stageFlowNodes'];
    if (!Array.isArray(steps) || steps.length === 0) {
      idle.push(
        `${quoted(name)} ran no step of its own (skipped, or only a frame for inner stages)`,
      );
    }
  }
  return idle;
}

function quoted(name: string): string {
  return `"${oneLine(name, 80)}"`;
}

const noStages = ({ name, url }: AskedBuild) =>
  new Failure(
    'NO_STAGES',
    'absent',
    `${url.host} tells no stages of ${name.replace(/^B/, 'b')} (wfapi/describe).`,
    'Have the plug-in "Pipeline: REST API" (pipeline-rest-api) installed there, and name `credentials` that may read the job.',
  );

const tooManyStages = ({ name }: AskedBuild, amount: number) =>
  new Failure(
    'TOO_MANY_STAGES',
    'configuration',
    `${name} has ${count(amount, 'stage')} of these names, more than the ${MOST_STAGES} that we look at one by one.`,
    'Name fewer stages in `passed`.',
  );
