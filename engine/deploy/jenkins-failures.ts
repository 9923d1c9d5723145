import { Failure, oneLine } from '../failures.ts';

export const jenkinsUnknown = () =>
  new Failure(
    'JENKINS_UNKNOWN',
    'configuration',
    'The address of this Jenkins is not known, and `jenkins` names no other.',
    'Set the Jenkins URL under Manage Jenkins → System, or name a Jenkins as `jenkins` of this target in promotion.yaml.',
  );

export const jobAbsent = (name: string) =>
  new Failure(
    'JOB_ABSENT',
    'absent',
    `There is no job ${name}, or not for us to see (HTTP 404).`,
    'Write `job` as Jenkins shows its full name, and let the user of `credentials` read and build it.',
  );

export const jobDisabled = (name: string) =>
  new Failure(
    'JOB_DISABLED',
    'refused',
    `The job ${name} cannot be built: it is disabled, or has never been saved.`,
    'Enable the job in Jenkins, then run this stage again.',
  );

export const parametersUndeclared = (name: string, missing: readonly string[]) =>
  new Failure(
    'PARAMETERS_UNDECLARED',
    'configuration',
    `The job ${name} has no ${missing.length === 1 ? 'parameter' : 'parameters'} ${oneLine(missing.join(', '))}, and Jenkins would leave ${missing.length === 1 ? 'it' : 'them'} out.`,
    'Declare them in the job; one whose Jenkinsfile declares them has to run once before Jenkins knows.',
  );

/** https://www.jenkins.io/doc/book/security/csrf-protection/#working-with-scripted-clients */
export const crumbAsked = ({ host }: URL) =>
  new Failure(
    'CRUMB_ASKED',
    'denied',
    `${host} asks for a crumb (HTTP 403), as it does of a user who signs in with a password, or not at all.`,
    'Let `credentials` name a credential with the user name and an API token of that user, made under Security of their page in Jenkins.',
  );

export const notQueued = (name: string, answer: string) =>
  new Failure(
    'JOB_NOT_QUEUED',
    'unavailable',
    `Jenkins did not queue ${name}: ${answer}.`,
    'Start the job by hand as the same user to see why; a Jenkins that shuts down queues nothing.',
  );

export const queuedForgotten = (name: string, id: string) =>
  new Failure(
    'QUEUED_FORGOTTEN',
    'absent',
    `Jenkins knows nothing any more of what it queued for ${name} as item ${id} (HTTP 404).`,
    'Look at the builds of the job; it may have run while Jenkins did not answer us.',
  );

export const buildGone = (build: number, name: string) =>
  new Failure(
    'BUILD_GONE',
    'absent',
    `Build ${build} of ${name} is not there any more (HTTP 404).`,
    'Keep builds of that job for longer than they run, then run this stage again.',
  );
