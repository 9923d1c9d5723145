import sax from 'sax';
import { describeError, oneLine } from '../failures.ts';
import { closedSuite, openSuite, type Suite } from './junit-suite.ts';

/** A test as a report names it: `class.name`. */
export interface TestCase {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
}

/** What a report says of itself. */
export interface JunitReport {
  /** Where its own numbers promise more than it holds: `testsuite shop says 10 tests, and 3 follow`. */
  readonly contradictions: readonly string[];
  /** When its oldest suite ran, at the latest; undefined where none says. */
  readonly ranAt?: Date;
}

/** Longer than any message of a failed assertion that a runner keeps; what stands in elements is not kept at all. */
const LONGEST_VALUE = 2 * 1024 * 1024;
const DEEPEST = 100;
const MOST_ATTRIBUTES = 200;
const MOST_CONTRADICTIONS = 100;
const SKIPPED = new Set(['skipped', 'disabled', 'notrun', 'suppressed']);

// One setting for every parser: longer attributes are an error, and longer texts come in pieces.
Object.assign(sax, { MAX_BUFFER_LENGTH: LONGEST_VALUE });

/**
 * Reads JUnit XML as it comes, whatever its size; no entity but those of XML itself is known.
 * @see https://github.com/testmoapp/junitxml
 * @throws Error when it is not well-formed to its end, or no JUnit report
 */
export async function readJunitReport(
  chunks: AsyncIterable<Uint8Array>,
  onCase: (testCase: TestCase) => void,
): Promise<JunitReport> {
  const reading = startReading(onCase);
  const decoder = new TextDecoder();
  for await (const chunk of chunks) reading.write(decoder.decode(chunk, { stream: true }));
  reading.write(decoder.decode());
  return reading.end();
}

function startReading(onCase: (testCase: TestCase) => void) {
  const parser = sax.parser(true);
  const suites: Suite[] = [];
  const contradictions: string[] = [];
  let depth = 0;
  let attributes = 0;
  let hasRoot = false;
  let ranAt: Date | undefined;
  let testCase: { name: string; outcome: TestCase['outcome']; depth: number } | undefined;

  parser.onerror = (error) => {
    const [words = ''] = describeError(error).split('\n');
    throw new Error(`it is not well-formed XML at line ${parser.line + 1} (${oneLine(words, 80)})`);
  };
  parser.onattribute = () => {
    attributes += 1;
    if (attributes > MOST_ATTRIBUTES) throw new Error('an element has too many attributes');
  };
  parser.onopentag = ({ name, attributes: values }) => {
    attributes = 0;
    depth += 1;
    if (depth > DEEPEST) throw new Error('its elements are nested too deeply');
    const value = (attribute: string) => textOf(values, attribute);
    if (!hasRoot && name !== 'testsuites' && name !== 'testsuite') {
      throw new Error(`it is no JUnit report: its outermost element is ${oneLine(name, 60)}`);
    }
    hasRoot = true;
    if (testCase !== undefined) {
      if (depth === testCase.depth + 1) testCase.outcome = outcomeWith(testCase.outcome, name);
    } else if (name === 'testsuites' || name === 'testsuite') {
      const suite = openSuite(name, depth, value);
      suites.push(suite);
      if (suite.ranAt !== undefined && (ranAt === undefined || suite.ranAt < ranAt)) {
        ranAt = suite.ranAt;
      }
    } else if (name === 'testcase') {
      const isSkipped = SKIPPED.has(value('status')) || SKIPPED.has(value('result'));
      const names = [value('classname'), value('name')].filter((part) => part !== '');
      testCase = { name: names.join('.'), outcome: isSkipped ? 'skipped' : 'passed', depth };
    } else if ((name === 'failure' || name === 'error') && suites.at(-1)?.depth === depth - 1) {
      // Of a suite that could not even begin.
      tell({ name: suites.at(-1)?.name ?? '', outcome: 'failed' });
    }
  };
  parser.onclosetag = () => {
    if (testCase?.depth === depth) {
      tell({ name: testCase.name, outcome: testCase.outcome });
      testCase = undefined;
    } else if (suites.at(-1)?.depth === depth) {
      contradictions.push(...closedSuite(suites));
      contradictions.splice(MOST_CONTRADICTIONS);
    }
    depth -= 1;
  };

  function tell(found: TestCase): void {
    const suite = suites.at(-1);
    if (suite !== undefined) {
      suite.cases += 1;
      if (found.outcome === 'failed') suite.failed += 1;
    }
    onCase(found);
  }

  return {
    write: (text: string) => void parser.write(text),
    end(): JunitReport {
      parser.close();
      if (!hasRoot) throw new Error('it is empty');
      return { contradictions, ...(ranAt !== undefined && { ranAt }) };
    },
  };
}

function textOf(values: object, attribute: string): string {
  const value: unknown = Object.hasOwn(values, attribute)
    ? (values as Readonly<Record<string, unknown>>)[attribute]
    : undefined;
  return typeof value === 'string' ? value : '';
}

/** A test that failed is never made good by what follows; reruns that passed (`flakyFailure`) are no failure. */
function outcomeWith(outcome: TestCase['outcome'], element: string): TestCase['outcome'] {
  if (element === 'failure' || element === 'error') return 'failed';
  return element === 'skipped' && outcome === 'passed' ? 'skipped' : outcome;
}
