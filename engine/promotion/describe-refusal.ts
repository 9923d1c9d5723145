import { withoutControls } from '../failures.ts';
import { type GateFinding, isRefusing, labelOfGate } from '../gates/evaluate.ts';
import { shortDigest } from '../oci/digest.ts';
import { count, wrap } from './format.ts';
import type { Plan } from './plan.ts';

const WIDTH = 100;
const MOST_REASONS = 8;

/** Gates that look at the image alone: no word and no waiting changes what they find, only another build does. */
const OF_THE_IMAGE = ['age', 'base-image', 'labels', 'platforms', 'ports', 'size', 'user'];

/** One reason why a promotion is refused, and what to do about it. */
export interface RefusalReason {
  /** Undefined of a rule that holds without a gate. */
  readonly gate?: string;
  readonly because: string;
  readonly remedy: string;
  /** Only another image gets past it. */
  readonly isOfImage: boolean;
}

/**
 * Every reason, that to be seen to first in front: rules that no gate outweighs; what takes another build, since
 * all else is asked of that one anew; what failed; what could not tell.
 */
export function refusalReasons({ refusals, gates }: Plan): readonly RefusalReason[] {
  // A gate that looks at the same thing as a rule would only say it twice.
  const isTold = (sentence: string) => refusals.some(({ because }) => because.startsWith(sentence));
  const refusing = inOrder(gates).flatMap((finding) =>
    finding.outcome === 'pass' || !isRefusing(finding) || isTold(finding.because)
      ? []
      : [
          {
            gate: labelOfGate(finding),
            because: finding.because,
            remedy: finding.remedy,
            isOfImage: isOfImage(finding),
          },
        ],
  );
  const rules = refusals.map(({ because, remedy }) => ({ because, remedy, isOfImage: false }));
  return [...rules, ...refusing];
}

function inOrder(gates: readonly GateFinding[]): readonly GateFinding[] {
  const rank = (gate: GateFinding) =>
    isOfImage(gate) ? 0 : ['fail', 'error', 'pass'].indexOf(gate.outcome) + 1;
  return [...gates].sort((a, b) => rank(a) - rank(b));
}

function isOfImage({ kind, outcome }: GateFinding): boolean {
  return outcome === 'fail' && OF_THE_IMAGE.includes(kind);
}

/** The sentence for `error` where a plan is refused: every reason, and what to do about each. */
export function describeRefusal(plan: Plan): string {
  const { image, environment, refusals, candidate, notes } = plan;
  const reasons = refusalReasons(plan);
  const shown = reasons.slice(0, MOST_REASONS);
  const more = reasons.length - shown.length;
  const mark = (i: number) => (reasons.length === 1 ? '- ' : `${i + 1}. `);
  return [
    `${image} ${shortDigest(candidate.digest)} is not promoted to ${environment}, for ${count(reasons.length, 'reason')}:`,
    ...shown.flatMap(({ gate, because, remedy }, i) => [
      ...lines(mark(i), `${gate === undefined ? '' : `Gate ${gate}: `}${because}`),
      ...lines(`${' '.repeat(mark(i).length)}-> `, remedy),
    ]),
    ...(more === 0 ? [] : [`And ${more} more, which gates.xml and the report name.`]),
    ...lines('', whereToBegin(shown)),
    ...notes
      .filter((note) => !refusals.some(({ because }) => because.includes(note)))
      .flatMap((note) => lines('Note: ', note)),
  ]
    .map(withoutControls)
    .join('\n');
}

/** Spares people the way to approvers for an image that will never get there. */
export function whereToBegin(reasons: readonly RefusalReason[]): string {
  const numbers = reasons.flatMap(({ isOfImage: is }, i) => (is ? [i + 1] : []));
  if (numbers.length === 0 || numbers.length === reasons.length) return '';
  const them = numbers.length === 1 ? 'it' : 'them';
  return `Begin with ${numbers.join(', ')}: only another build gets past ${them}, and the others are asked of that build anew.`;
}

/** What follows the first line stands below its text. */
function lines(start: string, text: string): readonly string[] {
  if (text === '') return [];
  const room = WIDTH - start.length;
  return wrap(withoutControls(text), room, '').map(
    (line, i) => `${i === 0 ? start : ' '.repeat(start.length)}${line}`,
  );
}
