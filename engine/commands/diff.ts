import { diffJson } from '../answers/diff-answer.ts';
import { describeDiff } from '../answers/diff-describe.ts';
import { type DiffPlace, placeNow, readDiff } from '../answers/diff-read.ts';
import { Failure } from '../failures.ts';
import { isDigest } from '../oci/digest.ts';
import { type CandidateRequest, findCandidate } from '../promotion/candidate/find-candidate.ts';
import { type Environment, openEnvironment } from '../promotion/environments.ts';
import { answer } from './answer.ts';
import { candidateRequest } from './candidate-request.ts';
import type { Command, CommandContext } from './command.ts';
import { openRegistries } from './open-registries.ts';
import { readStep, type Step, singleImage } from './step.ts';

/** Says what promoting an image would change in an environment, or how two images differ. */
export const diff: Command = async (context) => {
  const step = await readStep(context);
  const image = singleImage(step, 'imageDiff');
  const { options, configuration } = step;
  const into = options.text('env');
  const against = options.text('against');
  if (into === undefined && against === undefined) throw nothingToCompare();
  const sides =
    against === undefined
      ? await promotionSides(context, step, image, into ?? '')
      : await twoSides(context, step, image, against);
  const document = await readDiff({
    ...{ image, ...sides },
    into: against === undefined ? into : undefined,
    keys: configuration.policy.trust?.keys ?? [],
    now: context.clock.now(),
    cwd: context.cwd,
    runProgram: context.runProgram,
  });
  await answer(context, step, describeDiff(document), diffJson(document));
};

interface Sides {
  readonly before?: DiffPlace | undefined;
  readonly after: DiffPlace;
  readonly notes: readonly string[];
}

/** What the environment has now, and what would enter it. */
async function promotionSides(
  context: CommandContext,
  step: Step,
  image: string,
  into: string,
): Promise<Sides> {
  const open = opener(context, step, image);
  const environment = await open(into);
  const from = step.options.text('from');
  const allowed = environment.policy.from.filter((name) => from === undefined || name === from);
  if (allowed.length === 0) throw nothingBefore(environment, from);
  const request = candidateRequest(context, step, image, into);
  const [after, now] = await Promise.all([
    Promise.all(allowed.map(open)).then((sources) => placeOf(request, sources)),
    placeNow(environment, image, request.reading),
  ]);
  return { before: now.place, after, notes: now.notes };
}

/** Two digests or builds, wherever they are. */
async function twoSides(
  context: CommandContext,
  step: Step,
  image: string,
  against: string,
): Promise<Sides> {
  const open = opener(context, step, image);
  const named = step.options.text('env');
  const { environments } = step.configuration.policy;
  const names = named === undefined ? [...environments.keys()] : [named];
  const opened = await Promise.all(names.map(open));
  const request = candidateRequest(context, step, image);
  const { cwd, reading } = request;
  const first = isDigest(against) ? { digest: against } : { fromBuild: against };
  const [before, after] = await Promise.all([
    placeOf({ cwd, reading, image, ...first }, opened),
    placeOf(request, opened),
  ]);
  return { before, after, notes: [] };
}

async function placeOf(
  request: CandidateRequest,
  from: readonly Environment[],
): Promise<DiffPlace> {
  const { from: found, manifest, build } = await findCandidate(request, from);
  return { environment: found.name, repository: found.main, manifest, build };
}

function opener(context: CommandContext, { configuration }: Step, image: string) {
  const openRegistry = openRegistries(configuration, context);
  return (name: string) => openEnvironment(configuration, image, name, openRegistry);
}

const nothingToCompare = () =>
  new Failure(
    'NOTHING_TO_COMPARE',
    'usage',
    'It is not said with what the image is to be compared.',
    "Write imageDiff(env: 'uat') for what promoting would change there, or imageDiff(digest: 'sha256:…', against: 'sha256:…') for two images; `against` may be the number of a build.",
  );

function nothingBefore({ name, policy }: Environment, from: string | undefined): Failure {
  const isFirst = policy.from.length === 0;
  return new Failure(
    isFirst ? 'NOTHING_BEFORE' : 'FROM_NOT_ALLOWED',
    'usage',
    isFirst
      ? `Nothing is promoted into ${name}: it has no \`from\`, so builds push there.`
      : `An image does not come to ${name} from ${from}.`,
    isFirst
      ? `Name what to compare with: imageDiff(env: '${name}', against: '…', …).`
      : `In promotion.yaml, \`from\` of ${name} is: ${policy.from.join(', ')}.`,
  );
}
