import { oneLine } from '../../failures.ts';
import type { JsonObject } from '../../oci/json.ts';
import {
  countOf,
  MOST_ENTRIES,
  OUR_TYPES,
  objectOf,
  optionalText,
  optionalTexts,
  timeOf,
  wordOf,
} from '../fields.ts';
import {
  AT,
  count,
  list,
  object,
  oneOf,
  predicateSchema,
  resource,
  text,
  URL,
} from '../predicate-schema.ts';
import type { RecordForm, TestResultRecord } from '../record.ts';
import { resourcesOf, toResource } from '../resources.ts';

const EXTENSION = `${OUR_TYPES}/test-result/v0.1`;
const RESULTS = ['PASSED', 'WARNED', 'FAILED'] as const;
/** The lists of names, and the count that each belongs to. */
const LISTS = [
  ['passedTests', 'passed'],
  ['warnedTests', 'warned'],
  ['failedTests', 'failed'],
] as const;

/** https://github.com/in-toto/attestation/blob/v1.1.0/spec/predicates/test-result.md */
export const testResultForm: RecordForm<TestResultRecord> = {
  kind: 'test-result',
  predicateType: 'https://in-toto.io/attestation/test-result/v0.1',

  toPredicate({ kind: _, at, result, configuration, url, ...run }) {
    const { passedTests, warnedTests, failedTests, ...extension } = run;
    return {
      result,
      configuration: configuration.map(toResource),
      ...(url !== undefined && { url }),
      ...shortened({ passedTests, warnedTests, failedTests }),
      [EXTENSION]: { ...extension, at: at.toISOString() },
    };
  },

  fromPredicate(predicate) {
    const extension = objectOf(predicate, EXTENSION);
    const at = timeOf(extension, 'at');
    const result = wordOf(predicate, 'result', RESULTS);
    const counts = countsOf(extension);
    if (at === undefined || result === undefined || counts === undefined) return undefined;
    if (!Array.isArray(predicate['configuration'])) return undefined;
    const names = {
      ...optionalTexts(predicate, 'passedTests'),
      ...optionalTexts(predicate, 'warnedTests'),
      ...optionalTexts(predicate, 'failedTests'),
    };
    if (result !== 'FAILED' && counts.failed > 0) return undefined;
    if (LISTS.some(([list, tests]) => (names[list]?.length ?? 0) > counts[tests])) return undefined;
    return {
      kind: 'test-result',
      at,
      result,
      configuration: resourcesOf(predicate, 'configuration'),
      counts,
      ...names,
      ...optionalText(predicate, 'url'),
      ...optionalText(extension, 'suite'),
      ...optionalText(extension, 'build'),
      ...optionalText(extension, 'job'),
      ...optionalText(extension, 'by'),
    };
  },

  label: ({ result }) => `test-result-${result.toLowerCase()}`,
};

/** Names of a large suite would make a record too big to be read; the counts tell of all. */
function shortened(
  names: {
    readonly [list in (typeof LISTS)[number][0]]: readonly string[] | undefined;
  },
): JsonObject {
  const lists = LISTS.flatMap(([list]) => {
    const kept = names[list]?.slice(0, MOST_ENTRIES).map((name) => oneLine(name));
    return kept === undefined ? [] : [[list, kept] as const];
  });
  return Object.fromEntries(lists);
}

function countsOf(extension: JsonObject): TestResultRecord['counts'] | undefined {
  const counts = objectOf(extension, 'counts');
  const passed = countOf(counts, 'passed');
  const warned = countOf(counts, 'warned');
  const failed = countOf(counts, 'failed');
  const skipped = countOf(counts, 'skipped');
  if (passed === undefined || warned === undefined) return undefined;
  if (failed === undefined || skipped === undefined) return undefined;
  return { passed, warned, failed, skipped };
}

export function testResultSchema(): JsonObject {
  const names = (what: string) =>
    list(text('Name of a test.'), `Tests that ${what}, the first ${MOST_ENTRIES} of them.`);
  return predicateSchema(
    testResultForm.predicateType,
    'Tests were run against this image: in-toto test result v0.1. How many, when and by whom stands in one extension member. What contradicts itself is not believed: a result other than FAILED with failed tests, or more names than tests.',
    {
      result: oneOf(RESULTS, 'Of the whole run.'),
      configuration: list(
        resource('A file or a setting.', 'uri'),
        'What the tests were run with, such as the Jenkinsfile.',
      ),
      [EXTENSION]: object(
        'What in-toto has no member for.',
        {
          at: AT,
          counts: object('All tests of the run; each is counted once.', {
            passed: count('Passed without a warning.'),
            warned: count('Passed with a warning.'),
            failed: count('Failed, or ended in an error.'),
            skipped: count('Were not run.'),
          }),
        },
        {
          suite: text('Name of the suite, where a build runs several.'),
          build: text('Number of the Jenkins build that ran them.'),
          job: text('Full name of its job.'),
          by: text('Who says so, as Jenkins names the user.'),
        },
      ),
    },
    {
      url: URL,
      passedTests: names('passed'),
      warnedTests: names('passed with a warning'),
      failedTests: names('failed'),
    },
  );
}
