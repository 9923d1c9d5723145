import { withoutControls } from '../failures.ts';
import { isRefusing, labelOfGate } from '../gates/evaluate.ts';
import { shortDigest } from '../oci/digest.ts';
import type { Plan } from '../promotion/plan.ts';
import type { SetPlan } from '../promotion/release-set.ts';
import { keepOf } from './build-wishes.ts';
import type { CommandContext } from './command.ts';
import type { PreparedStep } from './prepare-step.ts';

/** How a promotion ended. */
export type Ending = 'promoted' | 'unchanged' | 'planned' | 'refused';

/**
 * Says what the step shows of a promotion in its build, one thing a line: see docs/contract.md.
 * @param why who or what refused it, in a word or two
 */
export async function showEnding(
  { folder, request }: CommandContext,
  { options }: Pick<PreparedStep, 'options'>,
  set: SetPlan,
  ending: Ending,
  why = refusingIn(set),
): Promise<void> {
  const { environment } = set;
  const { buildNumber } = request.jenkins;
  const summary = `${environment}: ${summaryOf(set, ending, why)}`;
  const isThere = ending === 'promoted' || ending === 'unchanged';
  const lines = [
    `description ${summary}`,
    ...(options.flag('displayName') && isThere
      ? [`displayName #${buildNumber ?? '?'} ${nameOf(set)} → ${environment}`]
      : []),
    ...(keepOf(options).isKept && ending === 'promoted' ? ['keepLog'] : []),
    ...(options.flag('badge') && ending !== 'planned'
      ? [`${isThere ? 'addInfoBadge' : 'addWarningBadge'} ${summary}`]
      : []),
    ...(options.flag('junit') ? ['junit gates.xml'] : []),
    ...(options.flag('publish') ? [`publishHTML ${titleOf(set)}`] : []),
  ];
  await folder.write('show.txt', lines.map((line) => `${withoutControls(line)}\n`).join(''));
}

function summaryOf(set: SetPlan, ending: Ending, why: string): string {
  const subject = subjectOf(set);
  if (ending === 'promoted') return subject;
  if (ending === 'unchanged') return `${subject}, there already`;
  return ending === 'planned' ? `dry run of ${subject}` : `refused ${subject}, ${why}`;
}

function subjectOf({ images }: SetPlan): string {
  const [first] = images;
  if (first === undefined || images.length > 1) return `${images.length} images`;
  const { image, candidate } = first;
  const { number } = candidate.build;
  const build = number === undefined ? '' : ` build ${number}`;
  return `${image}${build} (${shortDigest(candidate.digest)})`;
}

/** As short as a name of a build has to be: `checkout:10`. */
function nameOf({ images }: SetPlan): string {
  const [first] = images;
  if (first === undefined || images.length > 1) return `${images.length} images`;
  const { image, candidate } = first;
  const name = image.slice(image.lastIndexOf('/') + 1);
  return `${name}:${candidate.build.number ?? shortDigest(candidate.digest)}`;
}

/** Several promotions of one build each have a page. */
function titleOf({ environment, images }: SetPlan): string {
  const [first] = images;
  const what = first === undefined || images.length > 1 ? '' : ` of ${first.image}`;
  return `Promotion${what} to ${environment}`;
}

function refusingIn({ images }: SetPlan): string {
  const labels = new Set(images.flatMap(labelsIn));
  return `by ${[...labels].join(', ')}`;
}

function labelsIn({ refusals, gates }: Plan): readonly string[] {
  return [
    ...refusals.map(({ rule }) => `rule ${rule}`),
    ...gates.filter(isRefusing).map(labelOfGate),
  ];
}
