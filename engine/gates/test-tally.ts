import { oneLine } from '../failures.ts';
import type { GateOutcome } from './gate.ts';
import type { TestCase } from './junit-report.ts';
import { nameSome } from './name-some.ts';

/** A test that may fail for a while. */
export interface FlakyTest {
  /** `class.name`, exactly. */
  readonly name: string;
  /** The last day, in UTC: `2026-12-31`. */
  readonly until: string;
  /** Who repairs it. */
  readonly owner: string;
}

export interface TestDemands {
  readonly atLeast: number;
  readonly mostSkipped?: number;
}

/** Counts tests as they come, and judges them at the end; it keeps the names of some that failed, no others. */
export interface TestTally {
  add(testCase: TestCase): void;
  /**
   * @param where `in 3 files`
   * @param contradictions reasons to believe that tests are missing
   */
  judge(where: string, demands: TestDemands, contradictions: readonly string[]): GateOutcome;
}

const MOST_NAMES = 100;

export function startTally(flaky: readonly FlakyTest[], now: Date): TestTally {
  const amounts = { passed: 0, skipped: 0, failed: 0, tolerated: 0 };
  const failing = new Set<string>();
  const tolerated = new Set<string>();
  const flakyByName = new Map(flaky.map((test) => [test.name, test]));

  return {
    add({ name, outcome }) {
      const excuse = outcome === 'failed' ? flakyByName.get(name) : undefined;
      if (excuse !== undefined && isOpen(excuse, now)) {
        amounts.tolerated += 1;
        tolerated.add(name);
        return;
      }
      amounts[outcome] += 1;
      if (outcome === 'failed' && failing.size < MOST_NAMES) {
        failing.add(excuse === undefined ? shown(name) : expired(excuse));
      }
    },

    judge(where, { atLeast, mostSkipped }, contradictions) {
      const { passed, skipped, failed } = amounts;
      const counts = `Tests: ${passed} passed, ${failed} failed, ${skipped} skipped ${where}`;
      if (failed > 0) {
        const names = [...failing];
        const more = failed > names.length && names.length === MOST_NAMES;
        return {
          outcome: 'fail',
          because: `${counts}. Failed: ${more ? `among others ${nameSome(names.slice(0, 8))}` : nameSome(names)}.`,
          remedy:
            'Repair them and promote the image of a build whose tests pass; one that fails by chance can be named under `flaky`, with a last day and an owner.',
        };
      }
      if (contradictions.length > 0) {
        return {
          outcome: 'fail',
          because: `The report was cut short: ${nameSome(contradictions, '; ')}.`,
          remedy: 'Look why the run of the tests ended early, and run them again to their end.',
        };
      }
      const ran = passed + amounts.tolerated;
      if (ran < atLeast) {
        return {
          outcome: 'fail',
          because: `${counts}; at least ${atLeast} ${atLeast === 1 ? 'has' : 'have'} to run.`,
          remedy:
            'Look whether the tests were run, and whether the reports of all of them are here; skipped tests do not count.',
        };
      }
      if (mostSkipped !== undefined && skipped > mostSkipped) {
        return {
          outcome: 'fail',
          because: `${counts}; at most ${mostSkipped} may be skipped.`,
          remedy: 'Run the skipped tests again as part of the build, or raise `mostSkipped`.',
        };
      }
      return { outcome: 'pass', because: `${counts}${toleratedWords()}.` };
    },
  };

  function toleratedWords(): string {
    if (tolerated.size === 0) return '';
    const names = [...tolerated].map((name) => {
      const { until = '', owner = '' } = flakyByName.get(name) ?? {};
      return `${shown(name)} (until ${until}, ${oneLine(owner, 60)})`;
    });
    return `; tolerated as flaky: ${nameSome(names)}`;
  }
}

/** To the end of that day in UTC. */
function isOpen({ until }: FlakyTest, now: Date): boolean {
  return now.getTime() <= Date.parse(`${until}T23:59:59.999Z`);
}

function expired({ name, until, owner }: FlakyTest): string {
  return `${shown(name)} (flaky until ${until}, ${oneLine(owner, 60)}: that is over)`;
}

function shown(name: string): string {
  return name === '' ? 'a test without a name' : oneLine(name, 160);
}
