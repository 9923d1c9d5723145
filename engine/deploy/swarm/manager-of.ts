import type { DockerEngine } from '../../docker/engine.ts';
import { Failure } from '../../failures.ts';
import type { DeployContext } from '../target.ts';

/** The engine that a target names, or that of its environment. @throws Failure HOST_UNNAMED, and as opening it does */
export async function managerOf(
  { sources, host }: DeployContext,
  named: string | undefined,
): Promise<DockerEngine> {
  const name = named ?? host;
  if (name !== undefined) return sources.engine(name);
  throw new Failure(
    'HOST_UNNAMED',
    'configuration',
    'This target has no `host`, and its environment has no `runsOn`.',
    'Name a manager of the swarm in promotion.yaml.',
  );
}
