import type { Digest } from '../oci/digest.ts';
import { type Container, findContainer, listContainers, listImageIds } from './containers.ts';
import type { DockerEngine } from './engine.ts';
import { findRepoDigests } from './images.ts';
import { listNodeNames } from './nodes.ts';
import type { Service } from './service.ts';
import { findService, listServices, listStackServices } from './services.ts';
import { listTasks, pinnedDigest } from './tasks.ts';

export type WhatRuns =
  | { readonly service: string }
  /** Of `docker stack deploy`. */
  | { readonly stack: string }
  | { readonly container: string }
  /** Of Compose. */
  | { readonly project: string }
  /** Every service of the swarm. */
  | { readonly services: 'all' }
  /** Every container of the engine, whoever runs it. */
  | { readonly containers: 'all' };

/** One task or container, and what is known of its image. */
export interface RunningImage {
  /** Of the service or the container. */
  readonly name: string;
  /** Of the task or the container. */
  readonly id: string;
  /** Host name of the node; undefined for containers, and for tasks that no node has yet. */
  readonly node?: string;
  /** `running`, or on its way there: `preparing`, `starting`. */
  readonly state: string;
  /** As the service or container was told: `host/name:tag`, `host/name:tag@sha256:…`. */
  readonly image: string;
  /** What that is pinned to. */
  readonly digest?: Digest;
  /** What was really started; known for containers of the engine that is asked. */
  readonly imageId?: string;
  /** `host/name@sha256:…`, by which the engine knows what was started. */
  readonly repoDigests: readonly string[];
  /** Of a container that a swarm runs: id of the task. */
  readonly task?: string;
}

const TASK_LABEL = 'com.docker.swarm.task.id';
const PROJECT_LABEL = 'com.docker.compose.project';

/**
 * The tasks that a swarm wants to run now, or the containers of an engine; undefined where nothing has that name.
 * @throws Failure NOT_A_MANAGER, ENGINE_REFUSED
 */
export async function whatRuns(
  engine: DockerEngine,
  what: WhatRuns,
): Promise<readonly RunningImage[] | undefined> {
  if ('service' in what) {
    const service = await findService(engine, what.service);
    return service && tasksOf(engine, [service]);
  }
  if ('services' in what) return tasksOf(engine, await listServices(engine));
  if ('stack' in what) {
    const services = await listStackServices(engine, what.stack);
    return services.length === 0 ? undefined : tasksOf(engine, services);
  }
  if ('container' in what) {
    const container = await findContainer(engine, what.container);
    return container && runningIn(engine, [container]);
  }
  if ('containers' in what) return runningIn(engine, await listContainers(engine));
  const containers = await listContainers(engine, `${PROJECT_LABEL}=${what.project}`);
  return containers.length === 0 ? undefined : runningIn(engine, containers);
}

/** What one engine started for a task. */
export type StartedImage = Required<Pick<RunningImage, 'imageId' | 'repoDigests'>>;

/** What an engine started for tasks of its swarm, by their ids; no manager is needed. @throws Failure ENGINE_REFUSED */
export async function startedTasks(
  engine: DockerEngine,
): Promise<ReadonlyMap<string, StartedImage>> {
  const imageIds = await listImageIds(engine, TASK_LABEL);
  const namesOf = await repoDigestsOf(engine, [...imageIds.values()]);
  return new Map(
    [...imageIds].map(([task, imageId]) => [task, { imageId, repoDigests: namesOf(imageId) }]),
  );
}

async function tasksOf(engine: DockerEngine, services: readonly Service[]) {
  const names = new Map(services.map(({ id, name }) => [id, name]));
  const tasks = await listTasks(engine, [...names.keys()], 'running');
  const nodes = await listNodeNames(engine);
  // Containers of other nodes are out of reach; of this one, what really runs is asked.
  const started = await startedTasks(engine);
  return tasks.map(({ id, serviceId, image = '', nodeId, state }): RunningImage => {
    return {
      name: names.get(serviceId) ?? serviceId,
      ...{ id, state, image },
      ...(nodeId !== undefined && { node: nodes.get(nodeId) ?? nodeId }),
      ...pinned(image),
      repoDigests: [],
      ...started.get(id),
    };
  });
}

async function runningIn(engine: DockerEngine, containers: readonly Container[]) {
  const namesOf = await repoDigestsOf(
    engine,
    containers.map(({ imageId }) => imageId),
  );
  return containers.map(
    ({ id, name, state, image, imageId, labels }): RunningImage => ({
      ...{ name, id, state, image, imageId },
      ...pinned(image),
      repoDigests: namesOf(imageId),
      ...(labels[TASK_LABEL] !== undefined && { task: labels[TASK_LABEL] }),
    }),
  );
}

function pinned(image: string): { readonly digest?: Digest } {
  const digest = pinnedDigest(image);
  return digest === undefined ? {} : { digest };
}

async function repoDigestsOf(engine: DockerEngine, imageIds: readonly string[]) {
  const found = [...new Set(imageIds)].map(
    async (id) => [id, (await findRepoDigests(engine, id)) ?? []] as const,
  );
  const known = new Map<string | undefined, readonly string[]>(await Promise.all(found));
  return (imageId: string | undefined) => known.get(imageId) ?? [];
}
