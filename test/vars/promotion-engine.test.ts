import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readRequest, runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';

const VERDICT = `node { checkout scm; imageVerdict(is: 'accepted') }`;
const NEEDS = { needs: ['usernamePassword nexus-dev NEXUS_USERNAME NEXUS_PASSWORD'] };
const source = (how: object) => ({ 'promotion.yaml': JSON.stringify(how) });

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'promote-image '));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

describeWith(['java', 'mvn'], 'the runner of the engine', () => {
  it('tells the engine what Jenkins knows', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `node { checkout scm; withEnv(['GIT_COMMIT=9fceb02']) { imageVerdict(is: 'accepted') } }`,
      source: source({}),
      buildNumber: 10,
      jobName: 'shop/checkout',
      branch: 'feature/x',
      causes: [{ _class: 'hudson.model.Cause$UserIdCause', userId: 'alice', userName: 'Alice' }],
    });

    expect(readRequest(build)).toEqual({
      command: 'verdict',
      options: { is: 'accepted' },
      jenkins: {
        buildNumber: '10',
        buildUrl: 'https://jenkins.example.com/job/shop/job/checkout/10/',
        pageUrl:
          'https://jenkins.example.com/job/shop/job/checkout/10/artifact/.promote-image/verdict/report/index.html',
        jobName: 'shop/checkout',
        result: 'SUCCESS',
        requester: 'alice',
        commit: '9fceb02',
        branch: 'feature/x',
      },
      failureTo: 'file',
    });
  });

  it.each([
    ['a timer', [{ _class: 'hudson.triggers.TimerTrigger$TimerTriggerCause' }]],
    ['nobody whom Jenkins knows', [{ _class: 'hudson.model.Cause$UserIdCause', userId: null }]],
  ])('names no requester when %s started the build', async (_, causes) => {
    const build = await runJenkinsfile({ jenkinsfile: VERDICT, source: source({}), causes });

    expect(readRequest(build).jenkins).toMatchObject({ requester: null });
  });

  it('binds the credentials that the engine asks for around that one call, masked', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: VERDICT,
      source: source(NEEDS),
      credentials: { 'nexus-dev': { username: 'robot', password: 'pa55word' } },
    });

    const calls = build.steps.filter(({ step }) => step === 'sh');
    expect(calls.map(({ blocks }) => blocks.includes('withCredentials'))).toEqual([false, true]);
    expect(build.log).toContain('verdict signs in as robot with ****\n');
    expect(build.log).not.toContain('pa55word');
  });

  it('binds a key as a file, and its password as a text, masked', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: VERDICT,
      source: source({ needs: ['file signing-key KEY_FILE', 'string key-password KEY_TOKEN'] }),
      credentials: { 'signing-key': { file: 'a key' }, 'key-password': { secret: 'pa55word' } },
    });

    expect(build.log).toContain('verdict has a key\n');
    expect(build.log).toContain('verdict has ****\n');
  });

  it('binds what signs in to Docker hosts: a private key, and a client certificate', async () => {
    const needs = [
      'privateKey swarm-qa QA_FILE QA_USERNAME QA_PASSPHRASE',
      'dockerCert swarm QA_CERTS',
    ];

    const build = await runJenkinsfile({
      jenkinsfile: VERDICT,
      source: source({ needs }),
      credentials: {
        'swarm-qa': { username: 'deploy', privateKey: 'a key', passphrase: 'pa55word' },
        swarm: { key: 'the key of a certificate' },
      },
    });

    expect(build.log).toContain('verdict signs in as deploy with a key and ****\n');
    expect(build.log).toContain('verdict has the key of a certificate\n');
  });

  it('says which plug-in binds a client certificate', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: VERDICT,
      source: source({ needs: ['dockerCert swarm QA_CERTS'] }),
      missingSteps: ['dockerCert'],
    });

    expect(build.error).toBe(
      'The credential swarm of a Docker host calls the step `dockerCert`, which this Jenkins does not have. Install the plug-in `docker-commons`, or reach the host by ssh://.',
    );
  });

  it("leaves an unknown credential to Jenkins' own words", async () => {
    const build = await runJenkinsfile({ jenkinsfile: VERDICT, source: source(NEEDS) });

    expect(build.error).toBe("Could not find credentials entry with ID 'nexus-dev'");
  });

  it.each([20, 64, 65, 66, 69, 77, 78, 1])(
    "fails with the engine's own sentence on exit code %i",
    async (status) => {
      const message = 'The gate “soak-time” says no: 3 h of 24 h.\nRun this stage again in 21 h.';
      const build = await runJenkinsfile({
        jenkinsfile: VERDICT,
        source: source({ fails: { verdict: { status, message } } }),
      });

      expect(build.result).toBe('FAILURE');
      expect(build.errorType).toBe('hudson.AbortException');
      expect(build.error).toBe(message);
    },
  );

  it('names command and exit code when the engine dies without a word', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: VERDICT,
      source: source({ fails: { verdict: { status: 137 } } }),
    });

    expect(build.error).toBe(
      'promote-image verdict ended with exit code 137 and did not say why. Its last words are in the log above.',
    );
  });

  it.each([
    ['has no Node', {}],
    ['has an old Node', { node: '#!/bin/sh\nexit 1\n' }],
  ])('says how to bring Node when the agent %s', async (_, programs) => {
    const path = await temporaryFolder();
    for (const [name, text] of Object.entries(programs)) {
      await writeFile(join(path, name), text, { mode: 0o755 });
    }

    const build = await runJenkinsfile({ jenkinsfile: VERDICT, source: source({}), path });

    expect(build.error).toBe(
      'promote-image needs Node 20.18.1 or newer, and the agent agent-1 has no such `node` on its PATH. Install it there, ' +
        "or bring it with the NodeJS plug-in (declarative `tools { nodejs '…' }`, scripted `nodejs('…') { … }`), " +
        'or run this stage in a container image that has it.',
    );
  });

  it('archives the run without the bundle and the request, also when it fails', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: VERDICT,
      source: source({ fails: { verdict: { status: 20, message: 'No.' } } }),
    });

    expect((await readdir(join(build.archive, '.promote-image', 'verdict'))).sort()).toEqual([
      'message.txt',
      'needs.txt',
    ]);
    expect(await readdir(join(build.archive, '.promote-image'))).toEqual(['verdict']);
  });

  it('forgets what an earlier build left in the workspace', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: VERDICT,
      source: {
        ...source({ fails: { verdict: { status: 1 } } }),
        '.promote-image/verdict/message.txt': 'Of yesterday.\n',
      },
    });

    expect(build.error).toContain('promote-image verdict ended with exit code 1');
  });

  it('keeps the bundle out of the saved program', async () => {
    const folder = await temporaryFolder();
    const engine = join(folder, 'engine.cjs');
    await writeFile(engine, `//${'x'.repeat(500_000)}\n`);

    const build = await runJenkinsfile({ jenkinsfile: VERDICT, source: source({}), engine });

    const [read] = build.steps.filter(({ step }) => step === 'libraryResource');
    const others = build.steps.filter(({ step }) => step !== 'libraryResource');
    expect(read?.stateBytes).toBeGreaterThan(500_000);
    expect(Math.max(...others.map(({ stateBytes }) => stateBytes))).toBeLessThan(20_000);
  });
});
