import { Failure } from '../failures.ts';
import { isJsonObject, type JsonObject } from '../oci/json.ts';
import type { AskedBuild } from './jenkins-api.ts';
import type { TestCase } from './junit-report.ts';

const READ_BYTES = 64 * 1024 * 1024;
const TREE =
  'testReport/api/json?tree=passCount,failCount,skipCount,suites[cases[className,name,status]]';
const OUTCOMES: Readonly<Record<string, TestCase['outcome']>> = {
  PASSED: 'passed',
  FIXED: 'passed',
  SKIPPED: 'skipped',
  FAILED: 'failed',
  REGRESSION: 'failed',
};

/**
 * Every test of the report that Jenkins keeps of a build (its `junit` step).
 * @returns where the numbers of the report promise more than it lists; undefined where there is no report
 * @throws Failure TEST_REPORT_UNUSABLE, and what asking throws
 */
export async function readBuildTests(
  build: AskedBuild,
  onCase: (testCase: TestCase) => void,
): Promise<readonly string[] | undefined> {
  const report = await build.ask(TREE, READ_BYTES);
  if (report === undefined) return undefined;
  const { suites } = report;
  if (!Array.isArray(suites)) throw unusable(build, 'lists no suites of its own');
  let listed = 0;
  for (const suite of suites) {
    const cases: unknown = isJsonObject(suite) ? suite['cases'] : undefined;
    if (!Array.isArray(cases)) throw unusable(build, 'has a suite without cases');
    for (const one of cases) {
      if (!isJsonObject(one)) throw unusable(build, 'has a case that is none');
      onCase(caseOf(one));
      listed += 1;
    }
  }
  const promised = ['passCount', 'failCount', 'skipCount'].reduce(
    (sum, name) => sum + (typeof report[name] === 'number' ? report[name] : 0),
    0,
  );
  return promised > listed ? [`Jenkins counts ${promised} tests, and lists ${listed}`] : [];
}

/** A status that we do not know has not passed. */
function caseOf({ className, name, status }: JsonObject): TestCase {
  const names = [className, name].filter((part) => typeof part === 'string' && part !== '');
  const known = typeof status === 'string' && Object.hasOwn(OUTCOMES, status);
  return { name: names.join('.'), outcome: (known && OUTCOMES[status]) || 'failed' };
}

const unusable = ({ name, url }: AskedBuild, why: string) =>
  new Failure(
    'TEST_REPORT_UNUSABLE',
    'absent',
    `The test report that ${url.host} keeps of ${name.replace(/^B/, 'b')} ${why}.`,
    'Read the JUnit XML in the workspace instead, with `files`; jobs whose report only refers to other jobs have none of their own.',
  );
