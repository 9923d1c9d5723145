import { type Digest, isDigest } from '../oci/digest.ts';
import type { JsonObject } from '../oci/json.ts';
import { askEngine, filterQuery } from './ask.ts';
import type { DockerEngine } from './engine.ts';
import { listIn, memberOf, numberOf, requiredNumber, requiredText, textOf } from './members.ts';

/** One container that a swarm runs, ran, or wants to run for a service. */
export interface Task {
  readonly id: string;
  readonly serviceId: string;
  /** Index of its last change; those of all things in a swarm are one sequence. */
  readonly version: number;
  /** As the service's specification wrote it when the task was made. */
  readonly image?: string;
  /** Undefined until it has been given to a node. */
  readonly nodeId?: string;
  /** `running`, `shutdown`, `complete` and so on. */
  readonly desiredState: string;
  /** `running`, `preparing`, `failed`, `rejected` and so on. */
  readonly state: string;
  /** What went wrong, in the engine's words. */
  readonly error?: string;
  /** Of a job: which of its runs. */
  readonly iteration?: number;
}

/**
 * Tasks of services, named by id; all that the swarm still knows unless a desired state is asked for.
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Task/operation/TaskList
 * @throws Failure NOT_A_MANAGER, ENGINE_REFUSED
 */
export async function listTasks(
  engine: DockerEngine,
  serviceIds: readonly string[],
  desiredState?: 'running',
): Promise<readonly Task[]> {
  if (serviceIds.length === 0) return [];
  const filters = {
    service: serviceIds,
    ...(desiredState !== undefined && { 'desired-state': [desiredState] }),
  };
  const request = { method: 'GET', path: `/tasks${filterQuery(filters)}` } as const;
  return listIn(engine, await askEngine(engine, request)).map((json) => parseTask(engine, json));
}

/** The digest that a reference ends in: `host/name:tag@sha256:…`. */
export function pinnedDigest(image: string | undefined): Digest | undefined {
  const digest = image?.slice(image.lastIndexOf('@') + 1) ?? '';
  return isDigest(digest) ? digest : undefined;
}

function parseTask(engine: DockerEngine, json: JsonObject): Task {
  const status = memberOf(json, 'Status');
  const image = textOf(memberOf(json, 'Spec', 'ContainerSpec'), 'Image');
  const nodeId = textOf(json, 'NodeID');
  const error = textOf(status, 'Err');
  const iteration = 'JobIteration' in json ? memberOf(json, 'JobIteration') : undefined;
  return {
    id: requiredText(engine, json, 'ID'),
    serviceId: requiredText(engine, json, 'ServiceID'),
    version: requiredNumber(engine, memberOf(json, 'Version'), 'Index'),
    desiredState: requiredText(engine, json, 'DesiredState'),
    state: requiredText(engine, status, 'State'),
    ...(image !== undefined && { image }),
    ...(nodeId !== undefined && { nodeId }),
    ...(error !== undefined && { error }),
    ...(iteration !== undefined && { iteration: numberOf(iteration, 'Index') ?? 0 }),
  };
}
