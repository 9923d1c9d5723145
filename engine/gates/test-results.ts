import { AGE_LIMIT } from './age-limit.ts';
import type { Gate, GateContext, GateOutcome } from './gate.ts';
import {
  findBuild,
  JENKINS_SETTINGS,
  type JenkinsSettings,
  jenkinsCredentials,
} from './jenkins-api.ts';
import { readBuildTests } from './jenkins-tests.ts';
import { PATH_PATTERN } from './path-pattern.ts';
import { type FlakyTest, startTally, type TestDemands } from './test-tally.ts';
import { judgeFiles } from './workspace-tests.ts';

interface Settings extends JenkinsSettings, Partial<TestDemands> {
  readonly files?: readonly string[];
  readonly flaky?: readonly FlakyTest[];
  readonly notOlderThan?: string;
}

const FLAKY = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'until', 'owner'],
  properties: {
    name: {
      type: 'string',
      minLength: 1,
      description: 'The test, exactly as `class.name` of the report.',
    },
    until: {
      type: 'string',
      pattern: '^20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$',
      patternErrorMessage: 'must be a day, for example 2026-12-31',
      description: 'The last day on which it may fail, in UTC.',
    },
    owner: { type: 'string', minLength: 1, description: 'Who repairs it.' },
  },
};

/** Enough tests ran and none failed, by the test cases themselves. */
export const testResults: Gate<Settings> = {
  kind: 'test-results',
  settings: {
    type: 'object',
    description:
      'Enough tests ran and none failed, by JUnit XML in the workspace or by the report that Jenkins keeps of a build.',
    properties: {
      files: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: PATH_PATTERN,
        description:
          'JUnit XML in the workspace, with *, ? and **; without it the report of the build in Jenkins counts.',
      },
      atLeast: {
        type: 'integer',
        minimum: 1,
        description: 'How many tests have to have run, skipped ones not counted; 1 unless said.',
      },
      mostSkipped: {
        type: 'integer',
        minimum: 0,
        description: 'How many may be skipped at most; any number unless said.',
      },
      flaky: {
        type: 'array',
        items: FLAKY,
        description: 'Tests that may fail until a day, each with somebody who repairs it.',
      },
      notOlderThan: {
        ...AGE_LIMIT,
        description:
          'How old the files may be, by their own dates and those of the disk; 24h unless said.',
      },
      ...JENKINS_SETTINGS,
    },
  },

  credentials: jenkinsCredentials,

  async evaluate(context, settings) {
    const { files, atLeast = 1, mostSkipped, flaky = [], notOlderThan = '24h' } = settings;
    const demands = { atLeast, ...(mostSkipped !== undefined && { mostSkipped }) };
    const tally = startTally(flaky, context.now);
    if (files === undefined) return judgeBuild(context, settings, tally, demands);
    if (settings.of !== undefined) return twoSources();
    return judgeFiles(context, { patterns: files, notOlderThan }, tally, demands);
  },
};

async function judgeBuild(
  context: GateContext,
  settings: JenkinsSettings,
  tally: ReturnType<typeof startTally>,
  demands: TestDemands,
): Promise<GateOutcome> {
  const build = await findBuild(context, settings);
  const contradictions = await readBuildTests(build, tally.add);
  if (contradictions === undefined) {
    return {
      outcome: 'fail',
      because: `${build.name} has no test report in Jenkins.`,
      remedy:
        'Publish one in that build, before this stage (junit), or name the JUnit XML of the workspace as `files`.',
    };
  }
  return tally.judge(`in the report of ${build.name.replace(/^B/, 'b')}`, demands, contradictions);
}

function twoSources(): GateOutcome {
  return {
    outcome: 'error',
    because: 'The gate names `files` of the workspace and `of`, a report in Jenkins.',
    remedy: 'Name one of them in promotion.yaml, or write two gates.',
  };
}
