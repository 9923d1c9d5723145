import { oneLine } from '../../failures.ts';
import { shortDigest } from '../../oci/digest.ts';
import type { DeployContext, DeployOutcome } from '../target.ts';
import type { RolloutEnd } from './follow-rollout.ts';
import { isJob } from './judge-rollout.ts';
import type { RolloutStart } from './start-rollout.ts';

/** `tag 10 (sha256:5e5e9444a9be)`. */
export function imageInWords({ tag, digest }: Pick<DeployContext, 'tag' | 'digest'>): string {
  return `tag ${tag} (${shortDigest(digest)})`;
}

/** The end of a rollout, as its outcome. */
export function describeRollout(context: DeployContext, rollout: RolloutEnd): DeployOutcome {
  const { end, tasks, service, errors } = rollout;
  const { name } = service;
  const image = imageInWords(context);
  const because = errors === undefined ? '' : `: ${errors}`;
  const look = `Look at its tasks (docker service ps --no-trunc ${name}) and logs (docker service logs ${name})`;
  switch (end) {
    case 'done':
      return { state: 'succeeded', message: ranInWords(image, rollout) };
    case 'paused':
      return {
        state: 'failed',
        message: `Swarm paused the update of service ${name} to ${image}${because || `: ${service.update?.message}`}.`,
        remedy: `${pullRemedy(context, errors) ?? `${look}.`} It stays half done: promote a sound image, or roll back.`,
      };
    case 'rolled-back':
      return {
        state: 'rolled-back',
        message: `Swarm rolled service ${name} back from ${image} to ${written(service.image)}${because}.`,
        remedy: `${pullRemedy(context, errors) ?? `${look}, and promote a sound image.`}`,
      };
    case 'under-way':
    case 'rolling-back':
      return {
        state: 'failed',
        message:
          end === 'under-way'
            ? `Service ${name} did not come to run ${image} in time: ${tasks} ${isJob(service) ? 'ended well' : 'run it'}${errors === undefined ? '' : `; ${errors}`}.`
            : `Swarm was rolling service ${name} back from ${image} when the time was over${because}.`,
        remedy: `${pullRemedy(context, errors) ?? `${look}.`} Swarm goes on by itself, and this stage, run again, goes on waiting; \`timeout\` of the target gives it longer.`,
      };
    case 'changed':
      return changedOutcome(name, context.reference, service.image);
    case 'gone':
      return goneOutcome(name);
  }
}

/** Why a rollout did not start. */
export function describeNoStart(
  name: string,
  start: Exclude<RolloutStart, { kind: 'started' }>,
): DeployOutcome {
  switch (start.kind) {
    case 'busy':
      return {
        state: 'failed',
        message: `Somebody else is updating service ${name} to ${written(start.image)}, so we left it alone.`,
        remedy: `Wait until that update is over (docker service inspect --pretty ${name}), or take it back by docker service rollback ${name}; then run this stage again.`,
      };
    case 'changed':
      return changedOutcome(name, start.from, start.to);
    case 'contended':
      return {
        state: 'failed',
        message: `Service ${name} was changed again each time we tried to update it.`,
        remedy: 'Find out what changes it so often, then run this stage again.',
      };
    case 'gone':
      return goneOutcome(name);
  }
}

function changedOutcome(name: string, from: string | undefined, to: string | undefined) {
  return {
    state: 'failed',
    message: `Somebody else changed the image of service ${name} meanwhile, from ${written(from)} to ${written(to)}.`,
    remedy: `Find out who else deploys to ${name}; run this stage again if our image is the right one.`,
  } as const;
}

function goneOutcome(name: string) {
  return {
    state: 'failed',
    message: `Somebody removed the service ${name} meanwhile.`,
    remedy: 'Create it again, then run this stage again.',
  } as const;
}

function ranInWords(image: string, { tasks, service }: RolloutEnd): string {
  const { name, mode } = service;
  if (isJob(service)) return `Job ${name} ran ${image} to its end.`;
  if (mode.kind === 'replicated' && mode.replicas === 0) {
    return `Service ${name} is scaled to 0; it will run ${image}.`;
  }
  if (tasks.startsWith('0 ')) return `No node may run service ${name} now; it will run ${image}.`;
  return `Service ${name} runs ${image} in ${tasks.replace(/^\d+ of /, '')}.`;
}

/** A node's engine says the same of an image that is not there, one it may not pull, and a registry that it cannot reach. */
function pullRemedy({ repository }: DeployContext, errors: string | undefined) {
  if (errors?.includes('No such image') !== true) return undefined;
  return `Check on the nodes that they reach ${repository} (docker pull says why not), and that the credentials of its registry in promotion.yaml let them in.`;
}

function written(image: string | undefined): string {
  return image === undefined ? 'none' : oneLine(image);
}
