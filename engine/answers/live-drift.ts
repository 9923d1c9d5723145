import { oneLine } from '../failures.ts';
import { shortDigest } from '../oci/digest.ts';
import { byHand, notRolledOut, otherTag, rolledBack, unproven } from './describe-live-drift.ts';
import type { Drift } from './drift.ts';
import type { LiveFacts } from './live-facts.ts';
import { placeOf, type Running, spreadOf } from './running.ts';

/** Holds what hosts run against what was put into their environment; pure. */
export function liveDriftOf(facts: LiveFacts): readonly Drift[] {
  const { running } = facts;
  const drift = [
    ...mixed(facts),
    ...running.flatMap((one) => (isMixed(one, running) ? [] : (driftOfOne(facts, one) ?? []))),
    ...notRunning(facts),
  ];
  // Tasks that are not alike may have the same to say.
  return [...new Map(drift.map((one) => [one.because, one])).values()];
}

/** One of several images of a service: which of them is wrong is said of all together. */
function isMixed({ host, kind, name, digest }: Running, all: readonly Running[]): boolean {
  const ofSame = all.filter((one) => one.host === host && one.kind === kind && one.name === name);
  return digest !== undefined && new Set(ofSame.flatMap((one) => one.digest ?? [])).size > 1;
}

/** More than one image at once: of one service while it is updated, or of services that were to be alike. */
function mixed({ environment, running }: LiveFacts): readonly Drift[] {
  const digests = [...new Set(running.flatMap(({ digest }) => digest ?? []))];
  if (digests.length < 2) return [];
  const lists = digests.map((digest) => {
    const places = running
      .filter((one) => one.digest === digest)
      .map((one) => `${placeOf(one)}${spreadOf(one)}`);
    return `${shortDigest(digest)} (${places.join('; ')})`;
  });
  const isUnderWay = running.some(({ update }) => update?.state === 'updating');
  return [
    {
      kind: 'mixed',
      because: `${environment} runs ${digests.length} images at once: ${lists.join(', ')}.`,
      remedy: isUnderWay
        ? 'An update is under way: ask again when it has converged.'
        : 'An update was cut short or paused, or not all that run it were told. Bring all of them to one image.',
    },
  ];
}

function driftOfOne(facts: LiveFacts, running: Running): Drift | undefined {
  const { digest, update } = running;
  const { placed, earlier } = facts;
  if (digest === undefined) return unproven(running);
  if (digest === placed?.digest) return otherTag(facts, running);
  if (update?.state.startsWith('rollback_') === true) return rolledBack(facts, running, update);
  return earlier.includes(digest)
    ? notRolledOut(facts, running, digest)
    : byHand(facts, running, digest);
}

function notRunning(facts: LiveFacts): readonly Drift[] {
  const { environment, placed, running, idle, deployments, isHostSilent, hosts } = facts;
  if (placed === undefined) return [];
  if (idle.length > 0) {
    return idle.map(({ host, name, update }) => ({
      ...{ kind: 'not-running', host, service: name },
      because: `No task of service ${name} on ${host} runs${update?.message ? `; Swarm says: ${oneLine(update.message)}` : ''}.`,
      remedy: `docker service ps --no-trunc ${name} says why.`,
    }));
  }
  if (running.length > 0 || deployments.length === 0 || isHostSilent) return [];
  return [
    {
      kind: 'not-running',
      because: `Nothing on ${hosts.join(' or ')} runs this image, and ${shortDigest(placed.digest)} was put into ${environment} and is to run there.`,
      remedy: `Check \`runsOn\` and \`deploy\` of ${environment} in promotion.yaml, and whether somebody removed the service.`,
    },
  ];
}
