import type { Configuration } from '../config/configuration.ts';
import { requireImage } from '../config/image-refusal.ts';
import type { Reading } from '../evidence/ledger.ts';
import { Failure } from '../failures.ts';
import type { Clock } from '../http/request.ts';
import type { Digest } from '../oci/digest.ts';
import type { CandidateRequest } from '../promotion/candidate/find-candidate.ts';
import { readSetFile } from '../promotion/candidate/set-file.ts';
import { type PreparedPromotion, preparePromotion } from '../promotion/prepare.ts';
import type { SigningKeys } from '../promotion/write-promotion.ts';
import type { Repository } from '../registry/repository.ts';
import type { CommandContext } from './command.ts';
import { gateSources } from './gate-sources.ts';
import { describeQuery, QUERY, queryOf } from './image-query.ts';
import { openRegistries } from './open-registries.ts';
import { openSigning } from './open-signing.ts';
import { readStep, type Step } from './step.ts';

/** What a step promotes, and with what it signs. */
export interface PreparedStep {
  readonly configuration: Configuration;
  readonly prepared: readonly PreparedPromotion[];
  readonly keys: SigningKeys;
  /** Nothing is written to any registry, and nothing refused. */
  readonly isDryRun: boolean;
}

/** Plans what `promoteImage` asks for: every image of the set, before anything is written. */
export async function prepareStep(context: CommandContext): Promise<PreparedStep> {
  const step = await readStep(context);
  const asked = step.options.map('from', [...QUERY, 'env']);
  const from = asked === undefined ? step.options.text('from') : asked.text('env');
  const environment = step.options.required('env', "env: 'uat'");
  const isDryRun = step.options.flag('dryRun');
  const change = step.options.text('change');
  const keys = isDryRun ? {} : await openSigning(context, step.configuration, environment);
  const openRegistry = openRegistries(step.configuration, context);
  const openSources = gateSources(context, step.configuration);
  const prepared = await Promise.all(
    (await candidateRequests(context, step, environment)).map((candidate) =>
      preparePromotion({
        configuration: step.configuration,
        environment,
        ...(from !== undefined && { from }),
        ...(change !== undefined && { change }),
        force: {
          gates: step.options.texts('force'),
          by: context.request.jenkins.requester,
          reason: step.options.text('reason'),
        },
        candidate,
        jenkins: context.request.jenkins,
        openRegistry,
        gateSources: openSources,
      }),
    ),
  );
  return { configuration: step.configuration, prepared, keys, isDryRun };
}

/** One request an image: of the set's file where the step names one, else of the configuration. */
async function candidateRequests(
  context: CommandContext,
  step: Step,
  into: string,
): Promise<readonly CandidateRequest[]> {
  const file = step.options.text('set');
  if (file === undefined) {
    if (step.images.length > 1) requireNoSingleDigest(step);
    return step.images.map((image) => candidateRequest(context, step, image, into));
  }
  requireNoSingleDigest(step);
  const { cwd } = context;
  const members = await readSetFile(cwd, file);
  for (const { image } of members) requireImage(step.configuration, image);
  return members.map(({ image, ...named }) => ({
    ...candidateRequest(context, step, image, into),
    ...named,
  }));
}

/** A digest is of one image only. */
function requireNoSingleDigest({ options }: Step): void {
  const named = ['digest', 'tag'].find((name) => options.text(name) !== undefined);
  if (named === undefined) return;
  throw new Failure(
    'SET_AND_DIGEST',
    'usage',
    `\`${named}\` names one image, and this promotion is of several.`,
    "Name each image's digest or tag in a file: promoteImage(env: …, set: 'release.txt').",
  );
}

/** What a step's options say of the image that is meant. */
export function candidateRequest(
  { cwd, request, clock }: CommandContext,
  { options, configuration }: Step,
  image: string,
  into?: string,
): CandidateRequest {
  const { buildNumber, jobName } = request.jenkins;
  const asked = options.map('from', [...QUERY, 'env']);
  const [digest, tag, fromBuild] = ['digest', 'tag', 'fromBuild'].map((name) => options.text(name));
  return {
    cwd,
    reading: readingOf(clock, configuration, into),
    image,
    ...(asked !== undefined && {
      query: { ...queryOf(asked, clock.now()), words: describeQuery(asked) },
    }),
    ...(digest !== undefined && { digest }),
    ...(tag !== undefined && { tag }),
    ...(fromBuild !== undefined && { fromBuild }),
    ...(buildNumber !== undefined && {
      thisBuild: { number: buildNumber, ...(jobName !== undefined && { job: jobName }) },
    }),
  };
}

/** @param into environment that the image would enter */
export function readingOf(
  clock: Clock,
  { policy: { trust } }: Configuration,
  into?: string,
): Reading {
  return {
    now: clock.now(),
    ...(trust !== undefined && { trust }),
    ...(into !== undefined && { into }),
  };
}

export function referenceOf(repository: Repository, digest: Digest): string {
  return `${repository.label}@${digest}`;
}
