import type { RunningThing } from '../../../config/configuration.ts';
import type { DockerEngine } from '../../../docker/engine.ts';
import { type RunningImage, startedTasks, whatRuns } from '../../../docker/what-runs.ts';
import type { Digest } from '../../../oci/digest.ts';
import type { Environment } from '../../environments.ts';
import type { Claim } from '../claim.ts';
import { inOneSpelling, nameOfImage } from './image-name.ts';
import {
  nameOfThing,
  runsNothing,
  runsOther,
  runsSeveral,
  runsUnproven,
} from './running-failures.ts';
import { startedDigest } from './started-digest.ts';

/** An image of promotion.yaml, where it may run. */
export interface KnownImage {
  readonly image: string;
  /** `host/name` by which hosts may run it. */
  readonly labels: readonly string[];
  /** The environment that runs it, opened for this image. */
  open(): Promise<Environment>;
}

/** Which digest of an image runs. */
export interface RunningClaim extends Claim {
  readonly image: string;
}

export interface FoundRunning {
  /** At least one. */
  readonly claims: readonly RunningClaim[];
  /** Sentences: what else runs there and is none of ours. */
  readonly notes: readonly string[];
}

interface Running {
  readonly one: RunningImage;
  readonly digest: Digest;
}

/**
 * Asks hosts what they really run, task by task, and which digest of which image that is.
 * @throws Failure RUNS_NOTHING, RUNS_OTHER, RUNS_SEVERAL, RUNS_UNPROVEN, and what the engines say
 */
export async function claimRunning(
  thing: RunningThing,
  engines: readonly DockerEngine[],
  images: readonly KnownImage[],
): Promise<FoundRunning> {
  const { where, running } = await findRunning(thing, engines);
  const claims: RunningClaim[] = [];
  const left = new Set(running);
  for (const { image, labels, open } of images) {
    const names = labels.map(inOneSpelling);
    const own = running.filter((one) => namesOf(one).some((name) => names.includes(name)));
    if (own.length === 0) continue;
    for (const one of own) left.delete(one);
    const { main } = await open();
    const found = await Promise.all(
      own.map(async (one) => ({ one, digest: await startedDigest(one, names, main) })),
    );
    const proven = found.filter((each): each is Running => each.digest !== undefined);
    const [first] = proven;
    if (first === undefined || proven.length < found.length) {
      const unproven = found.filter(({ digest }) => digest === undefined).map(({ one }) => one);
      throw runsUnproven(thing, main.label, unproven);
    }
    if (proven.some(({ digest }) => digest !== first.digest))
      throw runsSeveral(thing, image, proven);
    claims.push({ image, digest: first.digest, source: describeSource(thing, where, own) });
  }
  if (claims.length === 0) {
    throw runsOther(thing, running, [...new Set(images.flatMap(({ labels }) => labels))]);
  }
  return {
    claims,
    notes: [
      ...new Set(
        [...left].map(
          ({ name, image }) =>
            `${name} runs ${image}, which is none of the images of promotion.yaml, and was left out.`,
        ),
      ),
    ],
  };
}

/** A service is known to the first manager that has it; containers are looked for on every host. */
async function findRunning(thing: RunningThing, engines: readonly DockerEngine[]) {
  const isSwarm = thing.kind === 'service' || thing.kind === 'stack';
  const found: RunningImage[] = [];
  const where: string[] = [];
  for (const [at, engine] of engines.entries()) {
    const running = await whatRuns(engine, questionOf(thing));
    if (running === undefined) continue;
    where.push(engine.name);
    if (isSwarm) {
      found.push(...(await asStarted(running, engines.slice(at + 1))));
      break;
    }
    found.push(...running);
  }
  if (!found.some(({ state }) => state === 'running')) {
    throw runsNothing(
      thing,
      engines.map(({ name }) => name),
      found.map(({ state }) => state),
    );
  }
  return { where, running: found };
}

/** What tasks without a digest were started from, where another host is the node that did it. */
async function asStarted(
  running: readonly RunningImage[],
  others: readonly DockerEngine[],
): Promise<readonly RunningImage[]> {
  const isOpen = ({ digest, imageId }: RunningImage) =>
    digest === undefined && imageId === undefined;
  if (!running.some(isOpen)) return running;
  const started = await Promise.all(others.map(startedTasks));
  return running.map((one) =>
    isOpen(one) ? { ...one, ...started.find((tasks) => tasks.has(one.id))?.get(one.id) } : one,
  );
}

function questionOf({ kind, name }: RunningThing) {
  switch (kind) {
    case 'service':
      return { service: name };
    case 'stack':
      return { stack: name };
    case 'container':
      return { container: name };
    case 'project':
      return { project: name };
  }
}

/** What it was told to run, else by what the engine knows that. */
function namesOf({ image, repoDigests }: RunningImage): readonly string[] {
  return [image, ...repoDigests].flatMap((reference) => nameOfImage(reference) ?? []);
}

/** `service checkout on swarm-dev: 3 tasks on 2 nodes`. */
function describeSource(
  thing: RunningThing,
  hosts: readonly string[],
  running: readonly RunningImage[],
): string {
  const nodes = new Set(running.flatMap(({ node }) => node ?? []));
  const tasks = `${running.length} ${running.length === 1 ? 'task' : 'tasks'}`;
  const spread =
    nodes.size === 0 ? '' : `: ${tasks} on ${nodes.size === 1 ? '1 node' : `${nodes.size} nodes`}`;
  return `${nameOfThing(thing)} on ${hosts.join(' and ')}${spread}`;
}
