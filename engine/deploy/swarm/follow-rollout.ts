import type { DockerEngine } from '../../docker/engine.ts';
import { listNodeNames } from '../../docker/nodes.ts';
import type { Service } from '../../docker/service.ts';
import { findService } from '../../docker/services.ts';
import { listTasks } from '../../docker/tasks.ts';
import type { Digest } from '../../oci/digest.ts';
import type { DeployContext } from '../target.ts';
import { judgeRollout, type Rollout } from './judge-rollout.ts';
import { describeTaskErrors, type NodeNames } from './task-errors.ts';

/** How it ended, and what the tasks complained of on the way. */
export interface RolloutEnd {
  readonly end: Rollout['kind'] | 'gone';
  /** How many tasks run the image: `1 of 3 tasks`. */
  readonly tasks: string;
  readonly errors?: string;
  /** As it was last seen. */
  readonly service: Service;
}

const EVERY_MS = 1_000;
/** So often a global service has to be seen without a task: between the old one and the new one there is none either. */
const EMPTY_LOOKS = 5;

/** Looks at a service until Swarm has ended what it does, or the time is over: then `end` says what is still going on. */
export async function followRollout(
  { sources: { clock }, signal, print }: DeployContext,
  engine: DockerEngine,
  seen: Service,
  image: { readonly digest: Digest; readonly since: number },
): Promise<RolloutEnd> {
  let service = seen;
  let printed = '';
  // An engine that rolls back forgets what it has tried, so the last errors are kept.
  let errors: string | undefined;
  let emptyLooks = 0;
  let names: ReturnType<NodeNames> | undefined;
  const nodeNames = () => {
    names ??= listNodeNames(engine);
    return names;
  };
  for (;;) {
    const found = await findService(engine, service.id);
    if (found === undefined) return { end: 'gone', tasks: 'no task', service };
    service = found;
    const tasks = await listTasks(engine, [service.id]);
    const rollout = judgeRollout(service, tasks, image.digest);
    errors = (await describeTaskErrors(tasks, image, nodeNames)) ?? errors;
    const state = { tasks: describeTasks(rollout), service, ...(errors && { errors }) };
    const isEmpty = service.mode.kind === 'global' && 'wanted' in rollout && rollout.wanted === 0;
    emptyLooks = isEmpty ? emptyLooks + 1 : 0;
    const isSettled = !isEmpty || emptyLooks >= EMPTY_LOOKS;
    const isGoingOn = ['under-way', 'rolling-back'].includes(rollout.kind) || !isSettled;
    if (!isGoingOn || signal.aborted) return { end: rollout.kind, ...state };
    const line = progressLine(rollout, state);
    if (line !== printed) print(line);
    printed = line;
    await clock.sleep(EVERY_MS);
  }
}

/** `1 of 3 tasks`. */
export function describeTasks(rollout: Rollout): string {
  if (rollout.kind !== 'under-way' && rollout.kind !== 'done') return 'no task';
  const { running, wanted } = rollout;
  return `${running} of ${wanted} ${wanted === 1 ? 'task' : 'tasks'}`;
}

function progressLine(rollout: Rollout, { service, tasks, errors }: Omit<RolloutEnd, 'end'>) {
  const done = rollout.kind === 'rolling-back' ? 'is rolled back by Swarm' : `${tasks} done`;
  return `${service.name}: ${done}${errors === undefined ? '' : `; ${errors}`}`;
}
