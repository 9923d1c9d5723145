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
  const counts = `tests="${gates.length}" failures="${failures}" errors="${errors}" skipped="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escapeXml(suite)}" ${counts}>`,
    ...gates.map((gate) => testCase(suite, gate)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(suite: string, gate: ReportedGate): string {
  const { kind, outcome, because, remedy, isTolerated } = gate;
  const open = `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(kind)}"`;
  if (outcome === 'pass' || isTolerated) {
    return `${open}><system-out>${escapeXml(because)}</system-out></testcase>`;
  }
  const element = outcome === 'fail' ? 'failure' : 'error';
  return `${open}><${element} message="${escapeXml(because)}">${escapeXml(remedy ?? '')}</${element}></testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** XML 1.0 has no way to write most control characters, so they go. */
function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '')
  );
}
