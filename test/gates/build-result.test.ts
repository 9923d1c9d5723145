import { afterAll, describe, expect, it } from 'vitest';
import { buildResult } from '../../engine/gates/build-result.ts';
import { startJenkins } from '../support/services/jenkins.ts';
import { openWeb } from '../support/services/web.ts';
import { gateContract, NOTHING, noSources } from './contract.ts';

const jenkins = await startJenkins({
  'job/shop/7': { result: 'SUCCESS' },
  'job/shop/8': { result: 'FAILURE' },
  'job/shop/9': { result: null },
  'job/shop/10': { result: 'SUCCESS', building: true },
});
const web = openWeb();
const sources = noSources({ get: web.get });
afterAll(() => Promise.all([jenkins.close(), web.close()]));

const run = (result: string) => ({ requestedIn: { number: '10', result } });
const made = (number: string) => ({
  sources,
  build: { number, job: 'shop', url: jenkins.buildUrl(`job/shop/${number}`) },
  requestedIn: { number: '12', url: jenkins.buildUrl('job/shop/12'), result: 'SUCCESS' },
});
const recorded = { of: 'recorded' } as const;

gateContract(buildResult, [
  { context: run('SUCCESS'), outcome: 'pass' },
  { context: run('UNSTABLE'), outcome: 'fail' },
  { context: run('FAILURE'), outcome: 'fail' },
  { context: { requestedIn: { result: 'ABORTED' } }, outcome: 'fail' },
  { context: { requestedIn: { number: '10' } }, outcome: 'fail' },
  { settings: { accept: ['SUCCESS', 'UNSTABLE'] }, context: run('UNSTABLE'), outcome: 'pass' },
  { settings: { accept: ['UNSTABLE'] }, context: run('SUCCESS'), outcome: 'fail' },
  { settings: recorded, context: made('7'), outcome: 'pass' },
  { settings: { ...recorded, credentials: 'bot' }, context: made('8'), outcome: 'fail' },
  { settings: recorded, context: made('9'), outcome: 'fail' },
  // A Jenkinsfile may set its result before the end, and make it worse later.
  { settings: recorded, context: made('10'), outcome: 'fail' },
]);

describe('the gate build-result', () => {
  it('looks at the build that asks, unless told otherwise', async () => {
    const context = { ...NOTHING, ...made('7'), ...run('FAILURE') };

    expect(await buildResult.evaluate(context, {})).toEqual({
      outcome: 'fail',
      because: 'Build 10 is FAILURE. Required: SUCCESS.',
      remedy: 'Repair the build and promote the image that the next good one makes.',
    });
  });

  it('asks Jenkins how the build ended that made the image', async () => {
    const findings = await Promise.all(
      ['7', '8', '9'].map((number) =>
        buildResult.evaluate({ ...NOTHING, ...made(number) }, recorded),
      ),
    );

    expect(findings.map(({ because }) => because)).toEqual([
      'Build 7 of shop is SUCCESS.',
      'Build 8 of shop is FAILURE. Required: SUCCESS.',
      'Build 9 of shop is still running.',
    ]);
  });

  it('takes the result so far where the build that made the image asks itself', async () => {
    const { build } = made('9');
    const requestedIn = { number: '9', url: build.url, result: 'SUCCESS' };
    const context = { ...NOTHING, sources, build, requestedIn };

    expect(await buildResult.evaluate(context, recorded)).toEqual({
      outcome: 'pass',
      because: 'Build 9 of shop is SUCCESS.',
    });
  });

  it('binds the credential that it names', () => {
    expect(buildResult.credentials?.({ credentials: 'jenkins-bot' })).toEqual([
      { id: 'jenkins-bot', type: 'usernamePassword' },
    ]);
  });
});
