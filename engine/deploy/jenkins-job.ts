import { oneLine } from '../failures.ts';
import { JENKINS_ADDRESS } from '../web/jenkins-address.ts';
import {
  fillText,
  namePlaceholders,
  onePlaceholder,
  TARGET_PLACEHOLDERS,
} from '../web/placeholders.ts';
import { CREDENTIALS, webCredentials } from '../web/web-credential.ts';
import { targetValues } from './deployment-facts.ts';
import { type JobFacts, type JobSettings, openJob } from './jenkins-build.ts';
import { parametersUndeclared } from './jenkins-failures.ts';
import { follow, leaveQueue } from './jenkins-wait.ts';
import type { DeployOutcome, DeployTarget } from './target.ts';

interface Settings extends JobSettings {
  readonly parameters: Readonly<Record<string, string>>;
  readonly wait?: boolean;
  readonly accept?: readonly string[];
}

/** By the value of this parameter a build is found again that was started before. */
const KEY = 'PROMOTE_IMAGE_KEY';

/** A job of this Jenkins, or of another, deploys the image. */
export const jenkinsJob: DeployTarget<Settings> = {
  kind: 'jenkins-job',
  settings: {
    type: 'object',
    description: 'A parameterised Jenkins job is started with the digest, and waited for.',
    required: ['job', 'parameters'],
    properties: {
      job: {
        type: 'string',
        pattern: '^(?!\\.{1,2}(?:/|$))[^/]+(?:/(?!\\.{1,2}(?:/|$))[^/]+)*$',
        patternErrorMessage: 'must be the full name of a job, for example deploy/checkout',
        description: 'Full name of the job, with its folders, as Jenkins shows it.',
      },
      parameters: {
        type: 'object',
        minProperties: 1,
        additionalProperties: {
          type: 'string',
          pattern: `^(?:[^{}]|${onePlaceholder(TARGET_PLACEHOLDERS)})*$`,
          patternErrorMessage: `must be a text that may hold ${namePlaceholders(TARGET_PLACEHOLDERS)}`,
        },
        description: 'What the job is given, by the names that it declares.',
      },
      wait: {
        type: 'boolean',
        description: 'Whether the build is waited for, which it is unless said.',
      },
      accept: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { enum: ['SUCCESS', 'UNSTABLE'] },
        description: 'Results that count as deployed; SUCCESS alone unless said.',
      },
      jenkins: {
        ...JENKINS_ADDRESS,
        description: 'Address of the Jenkins that has the job, where it is not the one that asks.',
      },
      credentials: {
        ...CREDENTIALS,
        description:
          "Id of a Jenkins credential with a user name and that user's API token; a password will not do.",
      },
    },
  },

  credentials: ({ credentials }) =>
    webCredentials(credentials === undefined ? {} : { credentials }, 'password'),

  nameOf: ({ job, jenkins }) =>
    `job ${oneLine(job, 100)}${jenkins === undefined ? '' : ` at ${new URL(jenkins).host}`}`,

  async deploy(context, { parameters, wait = true, accept = ['SUCCESS'], ...settings }) {
    const job = openJob(context, settings);
    const values = targetValues(context);
    const given = Object.fromEntries(
      Object.entries(parameters).map(([name, text]) => [name, fillText(text, values)]),
    );
    const facts = await job.read();
    const missing = Object.keys(given).filter((name) => !facts.parameters.includes(name));
    if (missing.length > 0) throw parametersUndeclared(job.name, missing);
    if (context.isDryRun) {
      return done(`Job ${job.name} would be started with ${shown(given)}.`);
    }

    const earlier = findEarlier(facts, context.key, accept);
    if (earlier !== undefined) {
      return wait
        ? follow(context, job, earlier, accept)
        : done(`Build ${earlier} of ${job.name} was started before.`);
    }
    const key = facts.parameters.includes(KEY) ? { [KEY]: context.key } : {};
    const id = await job.start({ ...given, ...key });
    if (!wait) return done(`Job ${job.name} is queued as item ${id}; its build is not waited for.`);
    const build = await leaveQueue(context, job, id);
    return typeof build === 'number' ? follow(context, job, build, accept) : build;
  },
};

/** A build of this very deployment that runs, or ended well with no other after it: that may have deployed something else. */
function findEarlier(
  { builds }: JobFacts,
  key: string,
  accept: readonly string[],
): number | undefined {
  const ours = builds.filter(({ parameters }) => parameters[KEY] === key);
  const running = ours.find(({ result }) => result === undefined);
  const last = builds.find(({ result }) => result !== undefined && accept.includes(result));
  return (running ?? ours.find((build) => build === last))?.number;
}

function done(message: string): DeployOutcome {
  return { state: 'succeeded', message };
}

function shown(parameters: Readonly<Record<string, string>>): string {
  const texts = Object.entries(parameters).map(([name, value]) => `${name}=${oneLine(value, 100)}`);
  return texts.join(', ');
}
