import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Build, readRequest, runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';
import { BOB, REFERENCE, source } from './promoting.ts';

const CHECKOUT = join(import.meta.dirname, '..', '..');
const NOTHING = { ENVIRONMENT: 'uat', IMAGE: 'shop/checkout', BUILD: '', JOB: '', SET: '' };
const run = (file: string, how: object, build: Partial<Build>) =>
  runJenkinsfile({
    jenkinsfile: readFileSync(join(CHECKOUT, file), 'utf8'),
    source: { ...source(how), 'release.txt': 'shop/cart:7\n' },
    ...build,
  });

describeWith(['java', 'mvn'], 'Jenkinsfile.promote', () => {
  it('promotes the build of the job that it is told, without holding an agent for the approval', async () => {
    const params = { ...NOTHING, BUILD: '41', JOB: 'shop/checkout/feature%2Fx' };

    const build = await run(
      'Jenkinsfile.promote',
      { plan: 'approve' },
      { params, inputs: [BOB], jobName: 'promote' },
    );

    expect(build.error).toBeNull();
    expect(build.inputs.map(({ heldNode }) => heldNode)).toEqual([null]);
    expect(readRequest(build)).toMatchObject({
      command: 'promote',
      options: {
        env: 'uat',
        image: 'shop/checkout',
        fromBuild: '41',
        fromJob: 'shop/checkout/feature%2Fx',
        digest: null,
      },
    });
  });

  it('lets people choose from what is in the environment before, and holds no agent for it', async () => {
    const build = await run(
      'Jenkinsfile.promote',
      { finds: true },
      { params: NOTHING, inputs: [{ user: 'erin' }] },
    );

    expect(build.error).toBeNull();
    expect(build.inputs).toMatchObject([
      {
        message: 'Which image goes to uat?',
        parameters: [`@choice{name=CHOICE, choices=[${REFERENCE}]}`],
        heldNode: null,
      },
    ]);
    const requests = build.steps
      .map((step) => step.arguments)
      .filter(({ file }) => String(file).endsWith('find-qa.shop_checkout/request.json'));
    expect(JSON.parse(String(requests[0]?.['text'])).options).toEqual({
      env: 'qa',
      image: 'shop/checkout',
      job: '',
      newest: 10,
      output: 'choices',
    });
    expect(readRequest(build).options).toMatchObject({ digest: REFERENCE, fromJob: null });
  });

  it('fails where there is nothing to choose from', async () => {
    const build = await run('Jenkinsfile.promote', {}, { params: NOTHING });

    expect(build.error).toBe('There is nothing in qa to choose from.');
  });

  it('promotes a whole release from a file of its sources', async () => {
    const params = { ...NOTHING, SET: 'release.txt' };

    const build = await run('Jenkinsfile.promote', {}, { params });

    expect(build.error).toBeNull();
    expect(readRequest(build).options).toMatchObject({ set: 'release.txt', image: null });
  });
});

describeWith(['java', 'mvn'], 'Jenkinsfile.after-build', () => {
  it('promotes what the build before it recorded', async () => {
    const upstreamBuilds = [{ number: 41, fullProjectName: 'shop/checkout/main' }];

    const build = await run('docs/examples/Jenkinsfile.after-build', {}, { upstreamBuilds });

    expect(build.error).toBeNull();
    expect(readRequest(build).options).toEqual({
      env: 'qa',
      fromBuild: 41,
      fromJob: 'shop/checkout/main',
    });
  });

  it('promotes nothing when somebody starts it by hand', async () => {
    const build = await run('docs/examples/Jenkinsfile.after-build', {}, {});

    expect(build.result).toBe('SUCCESS');
    expect(build.log).toContain('Stage "QA" skipped due to when conditional');
  });
});
