import { expect, it } from 'vitest';
import type { BuildOutcome } from '../support/jenkinsfile.ts';
import { readRequest, runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';
import { BOB, OUTSIDE, REFERENCE, source } from '../vars/promoting.ts';

const SCRIPT =
  '@node "%PROMOTE_IMAGE_FOLDER%/engine.cjs" "%PROMOTE_IMAGE_COMMAND%" --request "%PROMOTE_IMAGE_FOLDER%/request.json"';
const onWindows = { isUnix: false };
const bats = (build: BuildOutcome) => build.steps.filter(({ step }) => step === 'bat');
const run = (folder: string, command: string) => [
  'node',
  `${folder}/engine.cjs`,
  command,
  '--request',
  `${folder}/request.json`,
];

describeWith(['java', 'mvn'], 'a command line of Windows', () => {
  it.each([
    ['a "b c" d', ['a', 'b c', 'd']],
    ['"%SPACED%"', ['one two']],
    ['%SPACED%', ['one', 'two']],
    ['100%% %UNSET%x', ['100%', 'x']],
    [String.raw`C:\a\b "C:\c d\\" "e\"f"`, ['C:\\a\\b', 'C:\\c d\\', 'e"f']],
    [String.raw`a\\\"b "" c\\d`, ['a\\"b', '', 'c\\\\d']],
    ['"a & b | c > d ^ e"', ['a & b | c > d ^ e']],
    ['"größer"', ['größer']],
  ])('%s is read as the program reads it', async (line, words) => {
    const build = await runJenkinsfile({
      ...onWindows,
      jenkinsfile: `node { withEnv(['SPACED=one two']) { bat(script: params.LINE, returnStatus: true) } }`,
      params: { LINE: `@echo ${line}` },
    });

    expect(build.error).toBeNull();
    expect(bats(build)[0]?.argv).toEqual(['echo', ...words]);
  });

  it('that would run a second program is an error of the test', async () => {
    const build = await runJenkinsfile({
      ...onWindows,
      jenkinsfile: `node { withEnv(['NAME=x" & calc "']) { bat '@node "%NAME%"' } }`,
    });

    expect(build.error).toBe('cmd.exe would act on & in node "x" & calc ""');
  });
});

describeWith(['java', 'mvn'], 'a promotion on Windows agents', () => {
  it('goes all the way, with a batch file that never changes', async () => {
    const build = await runJenkinsfile({
      ...onWindows,
      jenkinsfile: OUTSIDE,
      source: source({ plan: 'approve' }),
      workspace: 'Müller & Söhne 100% (neu)',
      inputs: [BOB],
    });

    expect(build.error).toBeNull();
    expect(build.env['PROMOTED_IMAGE_UAT']).toBe(REFERENCE);
    expect(new Set(bats(build).map((step) => step.arguments['script']))).toEqual(new Set([SCRIPT]));
    expect(bats(build).map(({ argv }) => argv)).toEqual([
      run('.promote-image/record', 'needs'),
      run('.promote-image/record', 'record'),
      run('.promote-image/promote-uat', 'needs'),
      run('.promote-image/promote-uat', 'plan'),
      run('.promote-image/promote-uat', 'needs'),
      run('.promote-image/promote-uat', 'promote'),
    ]);
  });

  it.each([
    ['a space', 'pre prod', 'promote-pre_prod'],
    ['a percent sign', '100%PATH%', 'promote-100_PATH_'],
    ['a quote and another command', 'x" & calc & "', 'promote-x____calc____'],
    ['no ASCII letter', '验收', 'promote-__'],
    ['a folder above', '../../up', 'promote-.._.._up'],
  ])(
    'takes an environment with %s, and gives its name to the engine alone',
    async (_, name, run) => {
      const build = await runJenkinsfile({
        ...onWindows,
        jenkinsfile: 'node { checkout scm; promoteImage(env: params.ENVIRONMENT) }',
        source: source({}),
        params: { ENVIRONMENT: name },
      });

      expect(build.error).toBeNull();
      expect(readRequest(build).options['env']).toBe(name);
      expect(new Set(bats(build).map(({ argv }) => argv?.[1]))).toEqual(
        new Set([`.promote-image/${run}/engine.cjs`]),
      );
    },
  );

  it('binds credentials for cmd as for sh', async () => {
    const build = await runJenkinsfile({
      ...onWindows,
      jenkinsfile: `node { checkout scm; imageVerdict(is: 'accepted') }`,
      source: source({ needs: ['usernamePassword nexus-dev NEXUS_USERNAME NEXUS_PASSWORD'] }),
      credentials: { 'nexus-dev': { username: 'robot', password: '100%"&pässword' } },
    });

    expect(build.error).toBeNull();
    expect(build.log).toContain('verdict signs in as robot with ****\n');
  });

  it('says how to bring Node where it is missing', async () => {
    const build = await runJenkinsfile({
      ...onWindows,
      jenkinsfile: `node { checkout scm; imageVerdict(is: 'accepted') }`,
      source: source({}),
      path: '/nowhere',
    });

    expect(build.error).toContain('promote-image needs Node 20.18.1 or newer');
    expect(bats(build).at(-1)?.argv).toEqual([
      'node',
      '-e',
      "var v=process.versions.node.split('.');process.exit(v[0]*1e4+v[1]*100+ +v[2]<201801?1:0)",
    ]);
  });
});
