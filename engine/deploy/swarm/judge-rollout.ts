import type { Service } from '../../docker/service.ts';
import { pinnedDigest, type Task } from '../../docker/tasks.ts';
import type { Digest } from '../../oci/digest.ts';

/** How far a service has come on its way to an image. */
export type Rollout =
  | { readonly kind: 'done' | 'under-way'; readonly running: number; readonly wanted: number }
  | { readonly kind: 'rolling-back' | 'rolled-back' | 'paused' }
  /** Its specification names neither this image nor one that Swarm went back to. */
  | { readonly kind: 'changed' };

/**
 * An update that Swarm calls completed is believed only when the tasks say the same: where failures are to be
 * ignored it completes without one task that runs.
 */
export function judgeRollout(service: Service, tasks: readonly Task[], digest: Digest): Rollout {
  const state = service.update?.state;
  const isWanted = pinnedDigest(service.image) === digest;
  if (state === 'rollback_paused' || (state === 'paused' && isWanted)) return { kind: 'paused' };
  if (!isWanted) {
    if (state === 'rollback_started') return { kind: 'rolling-back' };
    return { kind: state === 'rollback_completed' ? 'rolled-back' : 'changed' };
  }
  const { running, wanted, others } = countTasks(service, tasks);
  const isUpdating = state === 'updating' || state === 'rollback_started';
  const isDone = !isUpdating && others === 0 && running >= wanted;
  return { kind: isDone ? 'done' : 'under-way', running, wanted };
}

/** True of what runs to its end, again after each change of its specification. */
export function isJob({ mode }: Service): boolean {
  return mode.kind === 'replicated-job' || mode.kind === 'global-job';
}

/** `others` are wanted to run too, but do not yet, or run an image that has to go. */
function countTasks({ image, mode }: Service, tasks: readonly Task[]) {
  switch (mode.kind) {
    case 'replicated':
    case 'global': {
      const current = tasks.filter(({ desiredState }) => desiredState === 'running');
      const running = current.filter((task) => task.image === image && task.state === 'running');
      const others = current.length - running.length;
      // One for each node that may have one: Swarm alone knows how many.
      const wanted = mode.kind === 'global' ? current.length : mode.replicas;
      return { running: running.length, wanted, others };
    }
    case 'replicated-job':
    case 'global-job': {
      const current = tasks.filter((task) => task.iteration === mode.iteration);
      const ended = current.filter(({ state }) => state === 'complete');
      if (mode.kind === 'replicated-job') {
        return { running: ended.length, wanted: mode.completions, others: 0 };
      }
      const wanted = Math.max(1, new Set(current.map(({ nodeId }) => nodeId)).size);
      return { running: ended.length, wanted, others: 0 };
    }
  }
}
