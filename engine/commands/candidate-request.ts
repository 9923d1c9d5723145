import type { CandidateRequest } from '../promotion/candidate/find-candidate.ts';
import type { CommandContext } from './command.ts';
import { describeQuery, QUERY, queryOf } from './image-query.ts';
import { readingOf } from './reading.ts';
import { FROM, runningOf } from './running-option.ts';
import type { Step } from './step.ts';

/** What a step's options say of the image that is meant. */
export function candidateRequest(
  { cwd, request, clock }: CommandContext,
  { options, configuration }: Step,
  image: string,
  into?: string,
): CandidateRequest {
  const { buildNumber, jobName } = request.jenkins;
  const from = options.map('from', FROM);
  const isQuery = QUERY.some((name) => from?.text(name) !== undefined);
  const isRunning = from !== undefined && !isQuery && runningOf({ options }, {}) !== undefined;
  const { text } = options;
  const [digest, tag] = ['digest', 'tag'].map(text);
  const [fromBuild, fromJob] = ['fromBuild', 'fromJob'].map(text);
  return {
    cwd,
    reading: readingOf(clock, configuration, into),
    image,
    ...(from !== undefined &&
      !isRunning && {
        query: { ...queryOf(from, clock.now()), words: describeQuery(from) },
      }),
    ...(digest !== undefined && { digest }),
    ...(tag !== undefined && { tag }),
    ...(fromBuild !== undefined && { fromBuild }),
    ...(fromJob !== undefined && { fromJob }),
    ...(buildNumber !== undefined && {
      thisBuild: { number: buildNumber, ...(jobName !== undefined && { job: jobName }) },
    }),
  };
}
