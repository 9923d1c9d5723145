import type { Service } from '../docker/service.ts';
import type { RunningImage } from '../docker/what-runs.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import type { JsonObject } from '../oci/json.ts';
import { nameOfImage } from '../promotion/candidate/running/image-name.ts';
import { count } from '../promotion/format.ts';
import type { HostContent, SilentHost } from './ask-hosts.ts';

/** One task or container of a host. */
export interface HostThing {
  readonly host: string;
  readonly kind: 'service' | 'container';
  readonly one: RunningImage;
  /** What Swarm says of the latest change of the service. */
  readonly update?: Service['update'];
}

/** What of an image runs on a host under one name: tasks of a service that are alike, or a container. */
export interface Running {
  readonly host: string;
  readonly kind: 'service' | 'container';
  readonly name: string;
  /** As it was told: `host/name:tag@sha256:…`. */
  readonly image: string;
  /** Undefined where nothing proves it. */
  readonly digest?: Digest;
  readonly tasks: number;
  /** Host names; empty of containers. */
  readonly nodes: readonly string[];
  /** `running`, or on its way there. */
  readonly state: string;
  readonly update?: Service['update'];
}

/** What hosts of an environment run of an image. */
export interface LiveState {
  readonly running: readonly Running[];
  /** Hosts that could not be asked. */
  readonly silent: readonly SilentHost[];
}

/** Everything that hosts run, each task once, with what the engine of its own node knows of it where that was asked. */
export function thingsOn(hosts: readonly HostContent[]): readonly HostThing[] {
  const containers = hosts.flatMap(({ containers }) => containers);
  const ofTask = new Map(containers.map((one) => [one.task, one]));
  const known = new Set(hosts.flatMap(({ tasks }) => tasks.map(({ id }) => id)));
  return hosts.flatMap(({ host, isManager, services, tasks, containers }) => [
    ...tasks.map((task): HostThing => {
      const { imageId, repoDigests } = ofTask.get(task.id) ?? task;
      const update = services.find(({ name }) => name === task.name)?.update;
      return {
        ...{ host, kind: 'service' },
        one: { ...task, ...(imageId !== undefined && { imageId }), repoDigests },
        ...(update !== undefined && { update }),
      };
    }),
    ...containers
      // What a manager does not want to run any more is about to end.
      .filter(({ task }) => task === undefined || !(isManager || known.has(task)))
      .map((one): HostThing => ({ host, kind: 'container', one })),
  ]);
}

/** `host/name` of what it was told to run, and of what the engine knows that by. */
export function namesOfThing({ one }: HostThing): readonly string[] {
  return [one.image, ...one.repoDigests].flatMap((reference) => nameOfImage(reference) ?? []);
}

/** Puts tasks of a service together that are alike. */
export function inGroups(
  found: readonly { readonly thing: HostThing; readonly digest: Digest | undefined }[],
): readonly Running[] {
  const groups = new Map<string, Running>();
  for (const { thing, digest } of found) {
    const { host, kind, one, update } = thing;
    const { name, image, state, node } = one;
    const key = JSON.stringify([host, kind, name, image, digest, state]);
    const group = groups.get(key);
    const nodes = new Set([...(group?.nodes ?? []), ...(node === undefined ? [] : [node])]);
    groups.set(key, {
      ...{ host, kind, name, image, state, tasks: (group?.tasks ?? 0) + 1 },
      nodes: [...nodes].sort(),
      ...(digest !== undefined && { digest }),
      ...(update !== undefined && { update }),
    });
  }
  const byPlace = (one: Running) => `${one.host} ${one.name} ${one.digest}`;
  return [...groups.values()].sort((a, b) => (byPlace(a) < byPlace(b) ? -1 : 1));
}

/** `service checkout on swarm-qa`. */
export function placeOf({ host, kind, name }: Pick<Running, 'host' | 'kind' | 'name'>): string {
  return `${kind} ${name} on ${host}`;
}

/** `2 tasks on node-1, node-2`; nothing of a container. */
export function spreadOf({ kind, tasks, nodes, state }: Running): string {
  const where = nodes.length > 3 ? `${nodes.length} nodes` : nodes.join(', ');
  const words = kind === 'container' ? '' : `, ${count(tasks, 'task')}`;
  return `${words}${where === '' ? '' : ` on ${where}`}${state === 'running' ? '' : `, ${state}`}`;
}

/** `service checkout on swarm-qa: sha256:111111111111, 2 tasks on node-1`. */
export function describeRunning(running: Running): string {
  const { digest, image } = running;
  const what = digest === undefined ? `${image}, of no known digest` : shortDigest(digest);
  return `${placeOf(running)}: ${what}${spreadOf(running)}`;
}

export function liveJson({ running, silent }: LiveState): JsonObject {
  return {
    running: running.map(({ kind, name, update, ...one }) => ({
      [kind]: name,
      ...one,
      ...(update !== undefined && { update: update.state }),
    })),
    silent: silent.map(({ host }) => host),
  };
}
