import { oneLine } from '../failures.ts';

/** A suite whose end has not come yet. */
export interface Suite {
  readonly element: string;
  readonly name: string;
  readonly depth: number;
  /** What its attributes say. */
  readonly says: { readonly tests: number; readonly failed: number };
  /** What followed, with the suites inside. */
  cases: number;
  failed: number;
  readonly ranAt?: Date;
}

const HOUR = 3_600_000;

/** A suite from its attributes; an absent one is an empty text. */
export function openSuite(
  element: string,
  depth: number,
  value: (attribute: string) => string,
): Suite {
  const ranAt = latestMeaning(value('timestamp'));
  return {
    element,
    name: value('name'),
    depth,
    says: {
      tests: numberIn(value('tests')),
      failed: numberIn(value('failures')) + numberIn(value('errors')),
    },
    cases: 0,
    failed: 0,
    ...(ranAt !== undefined && { ranAt }),
  };
}

/**
 * Takes the last suite off, adds it to the one around it, and says what it promised and did not hold.
 * More than it says is no contradiction: surefire counts a test of several runs once, or not at all.
 */
export function closedSuite(suites: Suite[]): readonly string[] {
  const suite = suites.pop();
  if (suite === undefined) return [];
  const { element, name, says, cases, failed } = suite;
  const around = suites.at(-1);
  if (around !== undefined) {
    around.cases += cases;
    around.failed += failed;
  }
  const subject = name === '' ? element : `${element} ${oneLine(name, 100)}`;
  return [
    ...(says.tests > cases ? [`${subject} says ${says.tests} tests, and ${cases} follow`] : []),
    ...(says.failed > failed
      ? [`${subject} says ${says.failed} failed, and ${failed} follow`]
      : []),
  ];
}

function numberIn(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

/** A time without a zone is somebody's local time: at the latest it was that, twelve hours behind UTC. */
function latestMeaning(timestamp: string): Date | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/.exec(
    timestamp,
  );
  if (parts === null) return undefined;
  const [, day, time, , zone] = parts;
  const at = Date.parse(`${day}T${time}${zone ?? 'Z'}`) + (zone === undefined ? 12 * HOUR : 0);
  return Number.isNaN(at) ? undefined : new Date(at);
}
