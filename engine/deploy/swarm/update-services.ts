import type { DockerEngine } from '../../docker/engine.ts';
import { listNodeNames } from '../../docker/nodes.ts';
import type { Service } from '../../docker/service.ts';
import { listTasks } from '../../docker/tasks.ts';
import type { Digest } from '../../oci/digest.ts';
import type { DeployContext, DeployOutcome } from '../target.ts';
import { describeNoStart, describeRollout } from './describe-rollout.ts';
import { describeTasks, followRollout } from './follow-rollout.ts';
import { judgeRollout } from './judge-rollout.ts';
import { type RolloutTools, startRollout } from './start-rollout.ts';
import { describeTaskErrors } from './task-errors.ts';

/** One after the other, so that a bad image stops at the first. */
export async function updateServices(
  context: DeployContext,
  engine: DockerEngine,
  services: readonly Service[],
  { isRestore }: { readonly isRestore: boolean },
): Promise<DeployOutcome> {
  const { sources } = context;
  const pull = await sources.pullCredentials();
  const [registry = ''] = context.repository.split('/');
  const tools = { clock: sources.clock, credentials: pull && { ...pull, registry }, isRestore };
  const outcomes: DeployOutcome[] = [];
  for (const [at, service] of services.entries()) {
    const outcome = await updateOne(context, engine, service, tools);
    outcomes.push(outcome);
    if (outcome.state !== 'succeeded') return stoppedAt(outcomes, outcome, services.slice(at + 1));
  }
  return { state: 'succeeded', message: messagesOf(outcomes), ...replacedBy(outcomes) };
}

async function updateOne(
  context: DeployContext,
  engine: DockerEngine,
  service: Service,
  tools: RolloutTools,
): Promise<DeployOutcome> {
  // Nothing is begun when the time is over: the tags may be on their way back.
  context.signal.throwIfAborted();
  const start = await startRollout(engine, service.id, context, tools);
  if (start.kind !== 'started') return describeNoStart(service.name, start);
  const { digest } = context;
  const end = await followRollout(context, engine, service, { digest, since: start.since });
  const { replaced } = start;
  return { ...describeRollout(context, end), ...(replaced !== undefined && { replaced }) };
}

/** What ran before runs again only if no service before the last was given the new image. */
function stoppedAt(
  outcomes: readonly DeployOutcome[],
  last: Exclude<DeployOutcome, { state: 'succeeded' }>,
  untried: readonly Service[],
): DeployOutcome {
  const rest = untried.map(({ name }) => name).join(', ');
  return {
    state: outcomes.length > 1 ? 'failed' : last.state,
    message: `${messagesOf(outcomes)}${rest === '' ? '' : ` Not tried: ${rest}.`}`,
    remedy: last.remedy,
    ...replacedBy(outcomes),
  };
}

function messagesOf(outcomes: readonly DeployOutcome[]): string {
  return outcomes.map(({ message }) => message).join(' ');
}

function replacedBy(outcomes: readonly DeployOutcome[]): { readonly replaced?: Digest } {
  const digests = new Set(outcomes.flatMap(({ replaced }) => replaced ?? []));
  const [replaced] = digests;
  return replaced === undefined || digests.size > 1 ? {} : { replaced };
}

/** What is wrong with the first service that is not well, as a clause. */
export async function findServicesProblem(
  engine: DockerEngine,
  services: readonly Service[],
  digest: Digest,
): Promise<string | undefined> {
  for (const service of services) {
    const problem = await findServiceProblem(engine, service, digest);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

async function findServiceProblem(engine: DockerEngine, service: Service, digest: Digest) {
  const tasks = await listTasks(engine, [service.id]);
  const rollout = judgeRollout(service, tasks, digest);
  if (rollout.kind === 'done') return undefined;
  if (rollout.kind === 'changed') return `service ${service.name} has another image by now`;
  if (rollout.kind !== 'under-way')
    return `the update of service ${service.name} is ${rollout.kind}`;
  const errors = await describeTaskErrors(tasks, { digest, since: 0 }, () => listNodeNames(engine));
  const because = errors === undefined ? '' : `: ${errors}`;
  return `${describeTasks(rollout)} of service ${service.name} run it${because}`;
}
