import { isAmiss } from '../answers/drift.ts';
import type { ImageStatus } from '../answers/status.ts';
import type { Configuration } from '../config/configuration.ts';
import { Failure } from '../failures.ts';
import type { StepOptions } from '../jenkins/step-options.ts';
import { count } from '../promotion/format.ts';
import { wordOf } from './word-of.ts';

const RESULTS = ['FAILURE', 'UNSTABLE'] as const;

/** What drift makes of the build; undefined where it is only told. @throws Failure UNKNOWN_WORD */
export function driftResult(options: StepOptions): (typeof RESULTS)[number] | undefined {
  return wordOf(options, 'drift', RESULTS);
}

/** @throws Failure DRIFT_FOUND, and HOSTS_SILENT where only what was not seen may be adrift */
export function requireNoDrift(images: readonly ImageStatus[]): void {
  const all = images.flatMap(({ environments }) => environments);
  const found = all.flatMap(({ image, environment, drift }) =>
    drift.filter(isAmiss).map(({ because }) => `- ${image} in ${environment}: ${because}`),
  );
  const silent = [
    ...new Set(all.flatMap(({ live }) => live?.silent.map(({ silence }) => `- ${silence}`) ?? [])),
  ];
  if (found.length > 0) {
    throw new Failure(
      'DRIFT_FOUND',
      'refused',
      [`${count(found.length, 'thing')} not as recorded:`, ...found, ...silent].join('\n'),
      'The answer above says of each what to do.',
    );
  }
  if (silent.length > 0) {
    throw new Failure(
      'HOSTS_SILENT',
      'unavailable',
      ['No drift was found, but not all hosts could be asked:', ...silent].join('\n'),
      'Mend the way to them, then run this stage again.',
    );
  }
}

/** @throws Failure HOSTS_UNKNOWN */
export function requireHosts({ policy, file }: Configuration, names: readonly string[]): void {
  if (names.some((name) => policy.environments.get(name)?.runsOn !== undefined)) return;
  throw new Failure(
    'HOSTS_UNKNOWN',
    'configuration',
    `${file} does not say where ${names.join(' or ')} runs, so nobody can be asked what does.`,
    'Name the Docker hosts under `hosts:`, and those of an environment as its `runsOn`.',
  );
}
