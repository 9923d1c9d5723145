import { expect, it } from 'vitest';
import { readRequest } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';
import { REFERENCE } from '../vars/promoting.ts';
import { requestsOf, run } from './situation.ts';

describeWith(['java', 'mvn'], 'a pipeline that names what it promotes', () => {
  it.each([
    ['main', true],
    ['feature/x', false],
    ['release/1.0 ü', false],
  ])('of several branches tells of %s, and goes on where it says so', async (branch, goesOn) => {
    const build = await run('multibranch', {
      branch,
      jobName: `shop/checkout/${encodeURIComponent(branch)}`,
    });

    expect(build.error).toBeNull();
    expect(Object.keys(requestsOf(build))).toEqual(goesOn ? ['record', 'promote-qa'] : ['record']);
    expect(requestsOf(build)['record']).toMatchObject({
      jenkins: { branch, jobName: `shop/checkout/${encodeURIComponent(branch)}` },
    });
  });

  it('takes the number and the job of the build that started it, and who started that', async () => {
    const byAlice = { _class: 'hudson.model.Cause$UserIdCause', userId: 'alice' };
    const build = await run('upstream', {
      upstreamBuilds: [{ number: 41, fullProjectName: 'shop/checkout/main', causes: [byAlice] }],
    });

    expect(build.error).toBeNull();
    expect(readRequest(build).jenkins['requester']).toBe('alice');
    expect(requestsOf(build)['promote-qa']?.options).toEqual({
      env: 'qa',
      fromBuild: 41,
      fromJob: 'shop/checkout/main',
    });
  });

  it('takes what the build that it started recorded', async () => {
    const built = { number: 41, result: 'SUCCESS', buildVariables: { RECORDED_IMAGE: REFERENCE } };
    const build = await run('builds-first', { builds: { 'shop/checkout': built } });

    expect(build.error).toBeNull();
    expect(requestsOf(build)['promote-qa']?.options).toEqual({ env: 'qa', digest: REFERENCE });
  });

  it('hands parameters on as people typed them', async () => {
    const params = { ENVIRONMENT: 'uat', BUILD: '41', CHANGE: 'CHG-"4711" $HOME `id` %PATH%' };
    const build = await run('by-hand', { params });

    expect(build.error).toBeNull();
    expect(requestsOf(build)['promote-uat']?.options).toEqual({
      env: 'uat',
      fromBuild: '41',
      change: params.CHANGE,
    });
    const scripts = build.steps
      .filter(({ step }) => step === 'sh')
      .map(({ arguments: { script } }) => script);
    expect(new Set(scripts)).toEqual(
      new Set([
        'node "$PROMOTE_IMAGE_FOLDER/engine.cjs" "$PROMOTE_IMAGE_COMMAND" --request "$PROMOTE_IMAGE_FOLDER/request.json"',
      ]),
    );
  });

  it('says the commit where git cannot', async () => {
    const build = await run('shallow', { branch: 'main', commit: '9fceb02' });

    expect(build.error).toBeNull();
    expect(requestsOf(build)['record']?.options).toEqual({
      digestFile: 'build/digest',
      commit: '9fceb02',
      branch: 'main',
    });
  });

  it('hears of a refusal, and goes on when it says so', async () => {
    const refused = { status: 20, message: 'The gate says no.' };
    const build = await run('swallowed', {
      source: { 'promotion.yaml': JSON.stringify({ fails: { plan: refused } }) },
    });

    expect(build.result).toBe('UNSTABLE');
    expect(build.log).toContain('ERROR: The gate says no.\nwent on\n');
  });

  it.each([
    ['an abort', { user: 'bob', abort: true } as const],
    ['a timeout', { timeout: true } as const],
  ])('does not take %s for a refusal', async (_, answer) => {
    const build = await run('swallowed', {
      source: { 'promotion.yaml': '{ "plan": "approve" }' },
      inputs: [answer],
    });

    expect(build.result).toBe('ABORTED');
    expect(build.log).not.toContain('went on');
  });
});
