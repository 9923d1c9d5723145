import { oneLine } from '../failures.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { nameOfImage, tagOfImage } from '../promotion/candidate/running/image-name.ts';
import { type Drift, letIn } from './drift.ts';
import type { LiveFacts } from './live-facts.ts';
import { placeOf, type Running, spreadOf } from './running.ts';

/** What nobody put there runs. */
export function byHand(facts: LiveFacts, running: Running, digest: Digest): Drift {
  const { environment, placed, isFirst } = facts;
  const there =
    placed === undefined
      ? 'and no record says that anything was'
      : `and ${shortDigest(placed.digest)} was put there last`;
  return {
    ...about('deployed-by-hand', running, digest),
    because: `${capital(placeOf(running))} runs ${shortDigest(digest)} (${told(running)}), which no record put into ${environment}, ${there}.`,
    remedy: `Find out who deployed it. If it is to stay: ${letIn(environment, digest, isFirst)}.${putBack(facts, running)}`,
  };
}

/** What was there before still runs. */
export function notRolledOut(facts: LiveFacts, running: Running, digest: Digest): Drift {
  const { environment, placed, deployments, isFirst } = facts;
  const now = placed === undefined ? 'nothing' : shortDigest(placed.digest);
  const undone = deployments.filter(({ isDone }) => !isDone);
  const failure = undone.find(({ message }) => message !== undefined);
  const paused = running.update?.state === 'paused' ? ' Swarm paused its update.' : '';
  const said =
    failure === undefined ? '' : ` Its deployment (${failure.target}) failed: ${failure.message}`;
  const why =
    undone.length > 0
      ? said || ' No record says that its hosts were told.'
      : deployments.length > 0
        ? ' A record says that it did run here, so somebody went back, or it is still on its way.'
        : '';
  const again =
    undone.length > 0 && placed !== undefined
      ? `Tell the hosts again: ${letIn(environment, placed.digest, isFirst)}.`
      : `${deployments.length > 0 ? '' : 'Nothing in promotion.yaml deploys here, so whoever does is late.'}${putBack(facts, running)}`;
  return {
    ...about('not-rolled-out', running, digest),
    because: `${capital(placeOf(running))} still runs ${shortDigest(digest)}, which was in ${environment} before, and ${now} was put there last.${paused}${why}`,
    remedy: again.trim(),
  };
}

/** Swarm itself went back, or is about to. */
export function rolledBack(
  { environment }: LiveFacts,
  running: Running,
  { state, message }: NonNullable<Running['update']>,
): Drift {
  const { name } = running;
  const what =
    state === 'rollback_completed'
      ? `Swarm rolled ${placeOf(running)} back`
      : state === 'rollback_paused'
        ? `Swarm stopped half way when it rolled ${placeOf(running)} back`
        : `Swarm is rolling ${placeOf(running)} back`;
  const now = running.digest === undefined ? '' : ` to ${shortDigest(running.digest)}`;
  return {
    ...about('rolled-back-by-swarm', running, running.digest),
    because: `${what}${now}${message === '' ? '' : ` (${oneLine(message)})`}.`,
    remedy: `docker service ps --no-trunc ${name} says why. Promote a sound image, or make the records say what runs: rollbackImage(env: '${environment}', reason: '…').`,
  };
}

/** The right image, under a name that it does not have there; undefined where all is well. */
export function otherTag(
  { environment, tags, names }: LiveFacts,
  running: Running,
): Drift | undefined {
  const tag = tagOfImage(running.image);
  const name = nameOfImage(running.image);
  const isOtherTag = tag !== undefined && !tags.includes(tag);
  const isOtherName = name !== undefined && !names.includes(name);
  if (!isOtherTag && !isOtherName) return undefined;
  return {
    ...about('other-tag', running, running.digest),
    ...(tag !== undefined && { tag }),
    because: `${capital(placeOf(running))} runs the right image as ${told(running)}, which is no name that it has in ${environment}.`,
    remedy: 'Nothing is wrong with what runs; its name misleads whoever looks at it.',
  };
}

/** Nothing says for certain what runs. */
export function unproven(running: Running): Drift {
  return {
    ...about('unproven', running, undefined),
    because: `It cannot be proven which image ${placeOf(running)} runs: it was told ${told(running)}${spreadOf(running)}.`,
    remedy:
      'A tag may have moved since it was pulled. Deploy by digest, as the target `swarm` does; or name the host of that node in `runsOn`, whose own engine knows.',
  };
}

function about(kind: Drift['kind'], running: Running, now: Digest | undefined) {
  const { host, name } = running;
  return { kind, host, [running.kind]: name, ...(now !== undefined && { now }) };
}

function putBack({ reference }: LiveFacts, { kind, name }: Running): string {
  if (reference === undefined) return '';
  return kind === 'service'
    ? ` To put it right: docker service update --with-registry-auth ${name} --image ${reference}`
    : ` To put it right, start it again from ${reference}`;
}

function told({ image }: Running): string {
  return oneLine(image.replace(/@.*$/, ''), 200);
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
