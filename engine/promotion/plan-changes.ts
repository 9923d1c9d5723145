import { labelOfGate } from '../gates/evaluate.ts';
import type { Digest } from '../oci/digest.ts';
import type { DestinationPlan, Plan } from './plan.ts';

/** What differs between the plan that was approved and the one of now, in words; empty where nothing does. */
export function changesSince(approved: Plan, now: Plan): readonly string[] {
  if (approved.meaning === now.meaning) return replacedSince(approved, now);
  const pairs: readonly (readonly [string, string, string])[] = [
    ['image', approved.image, now.image],
    ['environment', approved.environment, now.environment],
    ['candidate', approved.candidate.digest, now.candidate.digest],
    ['source', sourceOf(approved), sourceOf(now)],
    ['destination', destinationsOf(approved), destinationsOf(now)],
    ['list of gates', gatesOf(approved), gatesOf(now)],
    ['list of approvers', approversOf(approved), approversOf(now)],
    [`policy in ${now.policy.file}`, approved.policy.digest, now.policy.digest],
  ];
  const changes = pairs
    .filter(([, before, after]) => before !== after)
    .map(([what, before, after]) => `the ${what} was ${before} and is now ${after}`);
  return changes.length > 0 ? changes : ['the plan was altered'];
}

/** Whoever approves one image in the place of another has not seen what it would replace now. */
function replacedSince(approved: Plan, now: Plan): readonly string[] {
  if (approved.approval === undefined) return [];
  const seen = new Map(approved.destinations.flatMap(placesOf));
  return now.destinations.flatMap(placesOf).flatMap(([tag, digest]) => {
    const before = seen.get(tag);
    // Put there by a run of this very promotion that broke off.
    if (digest === before || digest === now.candidate.digest) return [];
    return [`tag ${tag} was ${before ?? 'absent'} and is now ${digest ?? 'absent'}`];
  });
}

function placesOf({ repository, tags }: DestinationPlan): [string, Digest | undefined][] {
  return tags.map(({ name, now }) => [`${repository}:${name}`, now]);
}

function sourceOf({ from }: Plan): string {
  return `${from.environment} (${from.repository})`;
}

function destinationsOf({ destinations }: Plan): string {
  return destinations
    .map(({ repository, tags }) => `${repository} as ${tags.map(({ name }) => name).join(', ')}`)
    .join(' and ');
}

function gatesOf({ gates }: Plan): string {
  return gates.map(labelOfGate).join(', ') || 'empty';
}

function approversOf({ approval }: Plan): string {
  return approval?.submitters.join(', ') ?? 'empty';
}
