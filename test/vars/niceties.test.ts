import { expect, it } from 'vitest';
import { type BuildOutcome, runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';
import { BOB, INSIDE, OUTSIDE, REFERENCE, ranEngine, source } from './promoting.ts';

const PAGE =
  'https://jenkins.example.com/job/shop/job/checkout/1/artifact/.promote-image/promote-uat/report/index.html';
const REFUSED = { plan: { status: 20, message: 'The gate says no.' } };
const called = (build: BuildOutcome, name: string) =>
  build.steps.filter(({ step }) => step === name).map((step) => step.arguments);
const promoting = (result: string) => `
  node {
    checkout scm
    def reference = promoteImage(env: 'uat', result: '${result}')
    echo "went on with \${reference}"
  }`;

describeWith(['java', 'mvn'], 'a refusal', () => {
  it.each(['UNSTABLE', 'NOT_BUILT'])('makes the build %s where that is asked for', async (how) => {
    const build = await runJenkinsfile({
      jenkinsfile: promoting(how),
      source: source({ fails: REFUSED }),
    });

    expect(build.result).toBe(how);
    expect(build.log).toContain('ERROR: The gate says no.\n');
    expect(build.log).toContain('went on with null\n');
    expect(build.env).toEqual({});
  });

  it('is softened after an approval, too', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: promoting('UNSTABLE'),
      source: source({ plan: 'approve' }),
      inputs: [{ user: 'bob', values: { DECISION: 'reject', COMMENT: 'Not today.' } }],
    });

    expect(build.result).toBe('UNSTABLE');
    expect(build.log).toContain('ERROR: Rejected.\n');
  });

  it.each([
    [69, 'The registry does not answer.'],
    [77, 'Access denied.'],
    [78, 'promotion.yaml is wrong.'],
  ])(
    'is something else than exit code %d, which always fails the build',
    async (status, message) => {
      const build = await runJenkinsfile({
        jenkinsfile: promoting('UNSTABLE'),
        source: source({ fails: { plan: { status, message } } }),
      });

      expect(build.result).toBe('FAILURE');
      expect(build.error).toBe(message);
    },
  );

  it('is no abort', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: promoting('UNSTABLE'),
      source: source({ plan: 'approve' }),
      inputs: [{ user: 'bob', abort: true }],
    });

    expect(build.result).toBe('ABORTED');
  });
});

const SHOWS = [
  'description uat: shop/checkout build 10',
  'displayName #12 checkout:10 → uat',
  'keepLog',
  'addInfoBadge uat: shop/checkout build 10',
  'junit gates.xml',
  'publishHTML Promotion of shop/checkout to uat',
];

describeWith(['java', 'mvn'], 'a promotion that has ended', () => {
  it.each([true, false])(
    'shows in the build what the engine says, in the sandbox %o',
    async (sandbox) => {
      const build = await runJenkinsfile({
        sandbox,
        jenkinsfile: OUTSIDE,
        source: source({ plan: 'approve', shows: SHOWS }),
        inputs: [BOB],
      });

      expect(build.error).toBeNull();
      expect(build.result).toBe('SUCCESS');
      expect(build.description?.split('\n').at(-1)).toBe('uat: shop/checkout build 10');
      expect(build.displayName).toBe('#12 checkout:10 → uat');
      expect(build.keepLog).toBe(true);
      expect(called(build, 'addInfoBadge')).toEqual([
        { text: 'uat: shop/checkout build 10', link: PAGE },
      ]);
      expect(called(build, 'junit')).toEqual([
        { testResults: '.promote-image/promote-uat/gates.xml', allowEmptyResults: true },
      ]);
      expect(called(build, 'publishHTML')).toEqual([
        {
          target:
            '{reportName=Promotion of shop/checkout to uat, reportDir=.promote-image/promote-uat/report, reportFiles=index.html, keepAll=true, alwaysLinkToLastBuild=true, allowMissing=false}',
        },
      ]);
    },
  );

  it('shows the same on Windows', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: INSIDE,
      source: source({ plan: 'done', shows: SHOWS }),
      isUnix: false,
    });

    expect(build.error).toBeNull();
    expect(build.displayName).toBe('#12 checkout:10 → uat');
    expect(called(build, 'addInfoBadge')).toHaveLength(1);
  });

  it('leaves name, age and plug-ins alone unless it is told', async () => {
    const build = await runJenkinsfile({ jenkinsfile: OUTSIDE, source: source({}) });

    expect(build.displayName).toBe('#1');
    expect(build.keepLog).toBe(false);
    expect(build.steps.map(({ step }) => step)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:junit|publishHTML|add\w+Badge|lock)$/)]),
    );
  });

  it('shows a refusal before the build fails', async () => {
    const shows = ['description uat: refused, by verdict', 'addWarningBadge uat: refused'];

    const build = await runJenkinsfile({
      jenkinsfile: INSIDE,
      source: source({ fails: REFUSED, shows }),
    });

    expect(build.error).toBe('The gate says no.');
    expect(build.description).toBe('uat: refused, by verdict');
    expect(called(build, 'addWarningBadge')).toEqual([{ text: 'uat: refused', link: PAGE }]);
  });

  it.each([
    ['junit', 'junit', 'junit'],
    ['publishHTML', 'publish', 'htmlpublisher'],
    ['addInfoBadge', 'badge', 'badge'],
  ])('stays promoted where the step %s is missing, and says so', async (step, option, plugin) => {
    const build = await runJenkinsfile({
      jenkinsfile: OUTSIDE,
      source: source({ shows: SHOWS }),
      missingSteps: [step],
    });

    expect(build.result).toBe('UNSTABLE');
    expect(build.log).toContain(
      `ERROR: promoteImage(${option}: …) calls the step \`${step}\`, which this Jenkins does not have. Install the plug-in \`${plugin}\`, or leave the option out.\n`,
    );
    expect(build.log).toContain(`promoted ${REFERENCE}\n`);
  });
});

describeWith(['java', 'mvn'], 'a promotion that waits for its turn', () => {
  it('lets its agent go, and promotes under the lock, after the milestone', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: OUTSIDE,
      source: source({ plan: 'wait', lock: 'promote-image-uat', milestone: true }),
    });

    expect(build.result).toBe('SUCCESS');
    expect(ranEngine(build)).toEqual([
      'record on agent-1',
      'plan on agent-2',
      'promote on agent-3',
    ]);
    expect(called(build, 'milestone')).toEqual([
      { label: 'Before uat' },
      { label: 'Promotion to uat' },
    ]);
    expect(called(build, 'lock')).toEqual([{ resource: 'promote-image-uat' }]);
    const [lock] = build.steps.filter(({ step }) => step === 'lock');
    const promotion = build.steps.filter(({ blocks }) => blocks.includes('lock'));
    expect(lock?.node).toBeNull();
    expect(promotion.map(({ step }) => step)).toContain('sh');
  });

  it('holds no lock while people think, and passes its milestones once though it asks again', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: OUTSIDE,
      source: source({ plan: 'approve', lock: 'uat', milestone: true, asksAgain: true }),
      inputs: [BOB, BOB],
    });

    expect(build.result).toBe('SUCCESS');
    const asked = build.steps.filter(({ step }) => step === 'input');
    expect(asked.map(({ blocks }) => blocks.includes('lock'))).toEqual([false, false]);
    expect(called(build, 'lock')).toEqual([{ resource: 'uat' }, { resource: 'uat' }]);
    const inOrder = build.steps.map(({ step }) => step);
    expect(inOrder.filter((step) => /^(?:milestone|input|lock)$/.test(step))).toEqual([
      ...['milestone', 'input', 'milestone', 'lock'],
      ...['input', 'lock'],
    ]);
  });

  it.each([
    ['lock', 'lockable-resources'],
    ['milestone', 'pipeline-milestone-step'],
  ])('promotes nothing where the step %s is missing', async (step, plugin) => {
    const build = await runJenkinsfile({
      jenkinsfile: OUTSIDE,
      source: source({ plan: 'wait', lock: 'uat', milestone: true }),
      missingSteps: [step],
    });

    expect(build.error).toBe(
      `promoteImage(${step}: …) calls the step \`${step}\`, which this Jenkins does not have. Install the plug-in \`${plugin}\`, or leave the option out.`,
    );
    expect(ranEngine(build)).toEqual(['record on agent-1', 'plan on agent-2']);
  });

  it('takes no other missing step for that of the lock', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `node { checkout scm; promoteImage(env: 'uat') }`,
      source: source({ plan: 'wait', lock: 'uat' }),
      missingSteps: ['unstash'],
    });

    expect(build.error).toMatch(/^No such DSL method 'unstash' found/);
  });
});
