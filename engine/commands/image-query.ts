import type { StepOptions } from '../jenkins/step-options.ts';
import type { ImageQuery } from '../promotion/candidate/image-query.ts';
import { sinceOf } from './since.ts';
import { wordOf } from './word-of.ts';

/** The options that say which images are meant. */
export const QUERY = ['verdict', 'tests', 'build', 'job', 'commit', 'since', 'before'] as const;
const VERDICTS = ['accepted', 'rejected', 'revoked', 'none'] as const;
const TESTS = ['passed', 'warned', 'failed', 'none'] as const;

/** Which images a step's options mean. */
export function queryOf(options: StepOptions, now: Date): ImageQuery {
  const verdict = wordOf(options, 'verdict', VERDICTS);
  const tests = wordOf(options, 'tests', TESTS);
  const [build, job, commit] = ['build', 'job', 'commit'].map(options.text);
  const since = sinceOf(options, 'since', now);
  const before = sinceOf(options, 'before', now);
  return {
    ...(verdict !== undefined && { verdict }),
    ...(tests !== undefined && { tests }),
    ...(build !== undefined && { build }),
    ...(job !== undefined && { job }),
    ...(commit !== undefined && { commit }),
    ...(since !== undefined && { since }),
    ...(before !== undefined && { before }),
  };
}

/** The question in the words of its options. */
export function describeQuery({ text }: StepOptions): string {
  const said = QUERY.flatMap((name) => {
    const value = text(name);
    return value === undefined ? [] : [`${name} ${value}`];
  });
  return said.length === 0 ? 'with any record' : `with ${said.join(', ')}`;
}
