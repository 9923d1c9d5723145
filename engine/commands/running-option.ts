import type { EnvironmentPolicy, RunningThing } from '../config/configuration.ts';
import { Failure } from '../failures.ts';
import { QUERY } from './image-query.ts';
import type { Step } from './step.ts';

const KINDS = ['service', 'stack', 'container', 'project'] as const;

/** What the Map `from:` may say. */
export const FROM = [...QUERY, 'env', ...KINDS] as const;

/** Options that name the image otherwise; then `candidate:` of promotion.yaml does not count. */
const NAMING = ['digest', 'tag', 'fromBuild', 'set'] as const;

/**
 * What runs and is to be promoted: as `from: [service: 'checkout']` says it, else as promotion.yaml does.
 * @throws Failure SEVERAL_CANDIDATES
 */
export function runningOf(
  { options }: Pick<Step, 'options'>,
  { candidate }: Pick<EnvironmentPolicy, 'candidate'>,
): RunningThing | undefined {
  const from = options.map('from', FROM);
  const [first, second] = KINDS.flatMap((kind) => {
    const name = from?.text(kind);
    return name === undefined ? [] : [{ kind, name }];
  });
  if (first !== undefined && second !== undefined) throw severalRunning(first, second);
  if (first !== undefined) return first;
  const isNamed =
    NAMING.some((name) => options.text(name) !== undefined) ||
    QUERY.some((name) => from?.text(name) !== undefined);
  return isNamed ? undefined : candidate;
}

const severalRunning = (first: RunningThing, second: RunningThing) =>
  new Failure(
    'SEVERAL_CANDIDATES',
    'usage',
    `The image is named in two ways at once: ${first.kind} ${first.name} and ${second.kind} ${second.name}.`,
    'Keep the one that you mean.',
  );
