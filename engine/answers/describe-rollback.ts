import { shortDigest } from '../oci/digest.ts';
import { formatTime } from '../promotion/format.ts';
import { describeHold } from '../promotion/holds.ts';
import { nameOfBuild, type ObservedImage } from '../promotion/rollback/observed-image.ts';
import type { RollbackPlace, RollbackPlan } from '../promotion/rollback/plan-rollback.ts';
import { indented } from './text-block.ts';

/** Where a rollback is to go, as a person reads it in a log. */
export function describeRollbackPlan(
  plan: RollbackPlan,
  { by, reason }: { readonly by: string; readonly reason: string },
): string {
  const { image, environment, to, from, places, skipped, holds, notes } = plan;
  return [
    `Rollback of ${image} in ${environment}`,
    ...section('To', [describeImage(to)]),
    ...section('From', from === undefined ? [] : [describeImage(from)]),
    ...places.flatMap((place) => [
      ...section('In', [place.repository.label]),
      ...section('Tags', describeTags(place, plan)),
    ]),
    ...section('Why', [`${by}: ${reason}`]),
    ...section('Passed', skipped),
    ...section('Note', [
      ...holds.map(
        (hold) => `${describeHold(hold).because} A rollback is no promotion, and goes on.`,
      ),
      ...notes,
    ]),
  ].join('\n');
}

/** Why nothing is left to do. */
export function describeUnchanged({ environment, to, begun, places }: RollbackPlan): string {
  const reference = `${places[0]?.repository.label}@${to.digest}`;
  const there = `Nothing to do: ${environment} has ${reference} already`;
  if (begun === undefined) return `${there}.`;
  const { by, at, from } = begun;
  return [
    `${there}: ${by} rolled it back from ${shortDigest(from)} on ${formatTime(at)}.`,
    'To go back further, name the image with `fromBuild:`, `digest:` or `tag:`.',
  ].join('\n');
}

function section(name: string, lines: readonly string[]): readonly string[] {
  return lines.flatMap((line, i) => indented(2, line, (i === 0 ? name : '').padEnd(8)));
}

function describeImage({ digest, build }: ObservedImage): string {
  const name = nameOfBuild(build);
  return name === undefined ? digest : `${digest} (${name})`;
}

function describeTags({ tags }: RollbackPlace, { to, environment }: RollbackPlan) {
  if (tags.length === 0) return [`none moves: all tags of ${environment} name a build`];
  return tags.map(({ name, now }) => {
    if (now === undefined) return `${name} (new)`;
    return now === to.digest
      ? `${name} (there already)`
      : `${name} (moves from ${shortDigest(now)})`;
  });
}
