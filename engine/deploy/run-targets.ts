import { Failure } from '../failures.ts';
import { type Digest, digestOf, hexOf } from '../oci/digest.ts';
import { askUrl, type HealthRequest, watchHealth } from './health.ts';
import type { DeployContext, DeployOutcome, DeployTarget } from './target.ts';
import { withinLimit, wordsOfError } from './within-limit.ts';

/** What the policy says of a target. */
export interface DeployRequest {
  readonly timeoutMs: number;
  readonly health?: HealthRequest;
  /** Those of its kind alone. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A target that is to be told. */
export interface NamedTarget {
  readonly policy: DeployRequest;
  readonly target: DeployTarget<never>;
  /** In records and logs. */
  readonly name: string;
}

/** The image that goes back where the new one is not well: what the environment had before. */
export interface PreviousImage {
  readonly digest: Digest;
  readonly tag: string;
  readonly reference: string;
}

/** How it went with one target; those after the first that did not succeed are not tried. */
export type Deployment = { readonly target: { readonly kind: string; readonly name: string } } & (
  | DeployOutcome
  | { readonly state: 'not-tried'; readonly message: string; readonly remedy: string }
);

type WithoutSignal = Omit<DeployContext, 'signal'>;

/** Tells one target after the other; one that throws or takes too long has failed. */
export async function deployTo(
  targets: readonly NamedTarget[],
  context: WithoutSignal,
  previous?: PreviousImage,
): Promise<readonly Deployment[]> {
  const deployments: Deployment[] = [];
  let stoppedBy: string | undefined;
  const doing = context.isDryRun ? 'Would deploy' : 'Deploying';
  for (const one of targets) {
    const target = { kind: one.target.kind, name: one.name };
    if (stoppedBy !== undefined) {
      deployments.push({ target, ...notTried(stoppedBy) });
      continue;
    }
    context.print(`${doing} ${context.reference}: ${target.name}`);
    const own = { ...context, key: `${context.key}-${suffixOf(target)}` };
    const outcome = await deployOne(one, own, previous);
    if (outcome.state !== 'succeeded') stoppedBy = target.name;
    deployments.push({ target, ...outcome });
  }
  return deployments;
}

/** Two targets may be one server, which has to tell them apart, whichever of them are left to be told. */
function suffixOf({ kind, name }: Deployment['target']): string {
  return hexOf(digestOf(Buffer.from(`${kind} ${name}`))).slice(0, 8);
}

async function deployOne(
  { target, policy: { timeoutMs, settings, ...policy } }: NamedTarget,
  context: WithoutSignal,
  previous: PreviousImage | undefined,
): Promise<DeployOutcome> {
  // Nothing that a dry run does could be watched.
  const health = context.isDryRun ? undefined : policy.health;
  const findProblem = (inTime: DeployContext) => problemFinder(target, inTime, health, settings);
  const outcome = await withinLimit(timeoutMs, context, async (inTime) => {
    // Before anything is changed: an address may turn out to be none.
    findProblem(inTime);
    return target.deploy(inTime, settings as never);
  });
  if (outcome.state !== 'succeeded' || health === undefined) return outcome;

  const patient = { ...context, signal: new AbortController().signal };
  const problem = await watchHealth(findProblem(patient), health, context.sources.clock);
  if (problem === undefined) return outcome;
  context.print(`Not well: ${problem}`);
  return putBack(target, timeoutMs, context, settings, { outcome, problem, previous });
}

function problemFinder(
  target: DeployTarget<never>,
  context: DeployContext,
  health: HealthRequest | undefined,
  settings: DeployRequest['settings'],
) {
  const atUrl = health?.url === undefined ? undefined : askUrl(context, health.url);
  const atTarget = target.findProblem?.bind(target, context, settings as never);
  if (health !== undefined && atUrl === undefined && atTarget === undefined) {
    throw nobodyToAsk(target.kind);
  }
  return async () => (await atTarget?.().catch(couldNotTell)) ?? (await atUrl?.());
}

function couldNotTell(error: unknown): string {
  return `it could not be told whether all is well: ${wordsOfError(error)}`;
}

async function putBack(
  target: DeployTarget<never>,
  timeoutMs: number,
  context: WithoutSignal,
  settings: DeployRequest['settings'],
  {
    outcome: { replaced },
    problem,
    previous,
  }: {
    readonly outcome: DeployOutcome;
    readonly problem: string;
    readonly previous: PreviousImage | undefined;
  },
): Promise<DeployOutcome> {
  const before = replaced === undefined ? {} : { replaced };
  if (previous === undefined || previous.digest === context.digest) {
    return {
      state: 'failed',
      message: `It was deployed, and ${problem}. No other image is known that could go back.`,
      remedy: `Look at the log of what runs in ${context.environment}; promote an image that is well, or roll back to one (rollbackImage).`,
      ...before,
    };
  }
  const earlier = { ...context, ...previous, key: `${context.key}-back` };
  const restored = await withinLimit(timeoutMs, earlier, (inTime) =>
    (target.restore ?? target.deploy).call(target, inTime, settings as never),
  );
  if (restored.state === 'succeeded') {
    return {
      state: 'rolled-back',
      message: `It was deployed, and ${problem}. ${previous.reference} went back: ${restored.message}`,
      remedy: `Look at the log of what ran in ${context.environment} meanwhile, and promote an image that is well.`,
      ...before,
    };
  }
  return {
    state: 'failed',
    message: `It was deployed, and ${problem}. ${previous.reference} did not go back: ${restored.message}`,
    remedy: restored.remedy,
    ...before,
  };
}

function notTried(stoppedBy: string) {
  return {
    state: 'not-tried' as const,
    message: `It was not tried, since ${stoppedBy} comes before it and did not succeed.`,
    remedy: 'Repair that one first, then run this stage again.',
  };
}

const nobodyToAsk = (kind: string) =>
  new Failure(
    'HEALTH_UNASKABLE',
    'configuration',
    `\`health\` of ${kind} has no \`url\`, and a target of this kind cannot tell by itself whether all is well`,
    'Name an address that answers when all is well, or leave `health` out.',
  );
