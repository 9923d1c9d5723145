import { Failure } from '../failures.ts';
import type { CommandContext } from './command.ts';
import type { Step } from './step.ts';

/** Whose word it is: `by:` of the step, else who started the build, else the build itself. @throws Failure WHO_MISSING */
export function whoSays({ request }: CommandContext, { options }: Step, step: string): string {
  const { requester, jobName, buildNumber } = request.jenkins;
  const by = options.text('by') ?? requester ?? (jobName && `${jobName} #${buildNumber ?? '?'}`);
  if (by !== undefined) return by;
  throw whoMissing(step);
}

/** As {@link whoSays}, where only a person will do: several builds of a timer would be several people. */
export function whichPersonSays(
  { request }: CommandContext,
  { options }: Step,
  step: string,
): string {
  const by = options.text('by') ?? request.jenkins.requester;
  if (by === undefined) throw whoMissing(step);
  return by;
}

const whoMissing = (step: string) =>
  new Failure(
    'WHO_MISSING',
    'usage',
    `It is not known whose word ${step} takes: the build was started by nobody that Jenkins names.`,
    `Write ${step}(by: '…', …), for example with what \`input\` returned as the submitter.`,
  );
