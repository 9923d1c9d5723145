import type { RunningThing } from '../config/configuration.ts';
import { requireImage } from '../config/image-refusal.ts';
import { Failure } from '../failures.ts';
import type { CandidateRequest } from '../promotion/candidate/find-candidate.ts';
import { claimRunning, type FoundRunning } from '../promotion/candidate/running/claim-running.ts';
import { nowhereRuns } from '../promotion/candidate/running/running-failures.ts';
import { readSetFile } from '../promotion/candidate/set-file.ts';
import { labelsOfImage, type OpenRegistry, openEnvironment } from '../promotion/environments.ts';
import { candidateRequest } from './candidate-request.ts';
import type { CommandContext } from './command.ts';
import type { OpenHost } from './open-hosts.ts';
import { FROM, runningOf } from './running-option.ts';
import type { Step } from './step.ts';

/** What a step promotes. */
export interface Candidates {
  /** One an image. */
  readonly requests: readonly CandidateRequest[];
  /** The environment that they come from, where only one will do. */
  readonly from?: string;
  /** Sentences for the reader. */
  readonly notes: readonly string[];
}

interface Openers {
  readonly registry: OpenRegistry;
  readonly host: OpenHost;
}

/** The images that run, those of the set's file where the step names one, or those of the configuration. */
export async function candidateRequests(
  context: CommandContext,
  step: Step,
  into: string,
  open: Openers,
): Promise<Candidates> {
  const { options, configuration, images } = step;
  const from = options.map('from', FROM)?.text('env') ?? options.text('from');
  const entered = configuration.policy.environments.get(into);
  const thing = entered && runningOf(step, entered);
  if (entered !== undefined && thing !== undefined) {
    const sources = from === undefined ? entered.from : [from];
    const { environment, claims, notes } = await findRunning(thing, sources, step, open);
    const requests = claims.map(({ image, ...running }) => ({
      ...candidateRequest(context, step, image, into),
      running,
    }));
    return { requests, from: environment, notes };
  }
  const members = await membersOf(context, step);
  const requests = members.map(({ image, ...member }) => ({
    ...candidateRequest(context, step, image, into),
    ...member,
  }));
  if (images.length > 1 || options.text('set') !== undefined) requireNoSingleDigest(step);
  return { requests, ...(from !== undefined && { from }), notes: [] };
}

async function membersOf({ cwd }: CommandContext, { options, configuration, images }: Step) {
  const file = options.text('set');
  if (file === undefined) return images.map((image) => ({ image }));
  const members = await readSetFile(cwd, file);
  for (const { image } of members) requireImage(configuration, image);
  return members;
}

/** Asks the hosts of the first of the environments that says where it runs. */
async function findRunning(
  thing: RunningThing,
  sources: readonly string[],
  { configuration, images }: Step,
  open: Openers,
): Promise<FoundRunning & { readonly environment: string }> {
  const asked = sources.flatMap((name) => configuration.policy.environments.get(name) ?? []);
  const source = asked.find(({ runsOn = [] }) => runsOn.length > 0);
  if (source === undefined) throw nowhereRuns(sources);
  const engines = await Promise.all((source.runsOn ?? []).map(open.host));
  const known = images.map((image) => ({
    image,
    labels: labelsOfImage(configuration, source, image),
    open: () => openEnvironment(configuration, image, source.name, open.registry),
  }));
  return { environment: source.name, ...(await claimRunning(thing, engines, known)) };
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
