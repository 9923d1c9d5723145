import type { Digest } from '../oci/digest.ts';
import type { CandidateRequest } from '../promotion/candidate/find-candidate.ts';
import { type PreparedPromotion, preparePromotion } from '../promotion/prepare.ts';
import type { Repository } from '../registry/repository.ts';
import type { CommandContext } from './command.ts';
import { openRegistries } from './open-registries.ts';
import { readStep, type Step } from './step.ts';

/** Plans what `promoteImage` asks for. */
export async function prepareStep(context: CommandContext): Promise<PreparedPromotion> {
  const step = await readStep(context);
  const from = step.options.text('from');
  return preparePromotion({
    configuration: step.configuration,
    environment: step.options.required('env', "env: 'uat'"),
    ...(from !== undefined && { from }),
    candidate: candidateRequest(context, step),
    jenkins: context.request.jenkins,
    openRegistry: openRegistries(step.configuration, context),
    now: context.clock.now(),
  });
}

/** What a step's options say of the image that is meant. */
export function candidateRequest(
  { cwd, request, clock }: CommandContext,
  { options, image }: Step,
): CandidateRequest {
  const { buildNumber, jobName } = request.jenkins;
  const [digest, tag, fromBuild] = ['digest', 'tag', 'fromBuild'].map((name) => options.text(name));
  return {
    cwd,
    now: clock.now(),
    image,
    ...(digest !== undefined && { digest }),
    ...(tag !== undefined && { tag }),
    ...(fromBuild !== undefined && { fromBuild }),
    ...(buildNumber !== undefined && {
      thisBuild: { number: buildNumber, ...(jobName !== undefined && { job: jobName }) },
    }),
  };
}

export function referenceOf(repository: Repository, digest: Digest): string {
  return `${repository.label}@${digest}`;
}
