import { escapeMarkup } from './escape-markup.ts';

/** A gate's outcome, as the test report of Jenkins shows it. */
export interface ReportedGate {
  readonly kind: string;
  readonly outcome: 'pass' | 'fail' | 'error';
  /** It only warns, or somebody forced it. */
  readonly isTolerated?: boolean;
  readonly because: string;
  readonly remedy?: string;
}

/**
 * The gates as JUnit XML: a gate is a test case, so that Jenkins' `junit` step shows them.
 * @see https://github.com/testmoapp/junitxml
 */
export function gatesAsJunit(suite: string, gates: readonly ReportedGate[]): string {
  const failures = gates.filter(
    ({ outcome, isTolerated }) => outcome === 'fail' && !isTolerated,
  ).length;
  const errors = gates.filter(
    ({ outcome, isTolerated }) => outcome === 'error' && !isTolerated,
  ).length;
  const skipped = gates.filter(({ outcome, isTolerated }) => outcome !== 'pass' && isTolerated);
  const counts = `tests="${gates.length}" failures="${failures}" errors="${errors}" skipped="${skipped.length}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escapeMarkup(suite)}" ${counts}>`,
    ...gates.map((gate) => testCase(suite, gate)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(suite: string, gate: ReportedGate): string {
  const { kind, outcome, because, remedy, isTolerated } = gate;
  const open = `    <testcase classname="${escapeMarkup(suite)}" name="${escapeMarkup(kind)}"`;
  if (outcome !== 'pass' && isTolerated) {
    return `${open}><skipped message="${escapeMarkup(because)}"/></testcase>`;
  }
  if (outcome === 'pass') {
    return `${open}><system-out>${escapeMarkup(because)}</system-out></testcase>`;
  }
  const element = outcome === 'fail' ? 'failure' : 'error';
  return `${open}><${element} message="${escapeMarkup(because)}">${escapeMarkup(remedy ?? '')}</${element}></testcase>`;
}
