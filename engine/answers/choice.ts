import { withoutControls } from '../failures.ts';
import type { FoundDigest } from '../promotion/candidate/search.ts';
import { formatTime } from '../promotion/format.ts';

/** An image as somebody chooses it from a list: one line that ends in its reference, which `digest:` takes. */
export function describeChoice(
  image: string,
  { facts, placement }: FoundDigest,
  reference: string,
): string {
  const { builds, verdict } = facts;
  const [build] = builds;
  const number = build?.number === undefined ? '' : ` build ${build.number}`;
  const job = build?.job === undefined ? '' : ` of ${build.job}`;
  const words = [
    `${image}${number}${job}`,
    ...(build?.commit === undefined ? [] : [`commit ${build.commit.slice(0, 12)}`]),
    verdict?.is ?? 'without a verdict',
    `${placement.environment} since ${formatTime(placement.at)}`,
  ];
  return withoutControls(`${words.join(', ')}: ${reference}`);
}
