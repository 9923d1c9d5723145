import { afterAll, describe, expect, it } from 'vitest';
import { stages } from '../../engine/gates/stages.ts';
import { startJenkins } from '../support/services/jenkins.ts';
import { openWeb } from '../support/services/web.ts';
import { gateContract, NOTHING, noSources } from './contract.ts';

const jenkins = await startJenkins({
  'job/shop/9': {
    result: 'SUCCESS',
    stages: [
      { name: 'Build', status: 'SUCCESS' },
      { name: 'Test', status: 'SUCCESS' },
      { name: 'Test', status: 'SUCCESS' },
      { name: 'Lint', status: 'UNSTABLE' },
      { name: 'Scan', status: 'SKIPPED' },
      { name: 'Load', status: 'SUCCESS', steps: 0 },
      { name: 'Browser', status: 'FAILED' },
      { name: 'Browser', status: 'SUCCESS' },
      { name: 'Ask', status: 'PAUSED_PENDING_INPUT' },
      { name: 'Later', status: 'NOT_EXECUTED' },
    ],
  },
  'job/shop/8': { result: 'SUCCESS', stages: [] },
  'job/shop/7': { result: 'SUCCESS' },
});
const web = openWeb();
afterAll(() => Promise.all([jenkins.close(), web.close()]));

const inBuild = (number: string) => ({
  sources: noSources({ get: web.get }),
  requestedIn: { number, job: 'shop', url: jenkins.buildUrl(`job/shop/${number}`) },
});
const evaluate = (number: string, ...passed: string[]) =>
  stages.evaluate({ ...NOTHING, ...inBuild(number) }, { passed });

gateContract(stages, [
  { settings: { passed: ['Build', 'Test'] }, context: inBuild('9'), outcome: 'pass' },
  { settings: { passed: ['Build', 'Lint'] }, context: inBuild('9'), outcome: 'fail' },
  { settings: { passed: ['Tests'] }, context: inBuild('9'), outcome: 'fail' },
  { settings: { passed: ['Build'] }, context: inBuild('8'), outcome: 'fail' },
]);

describe('the gate stages', () => {
  it('looks at every run of a stage', async () => {
    expect(await evaluate('9', 'Build', 'Test')).toEqual({
      outcome: 'pass',
      because: 'Build 9 of shop passed "Build", "Test", in 3 runs.',
    });
  });

  it('fails for each stage that did not succeed, in words of Jenkins', async () => {
    expect(await evaluate('9', 'Build', 'Lint', 'Scan', 'Browser', 'Ask', 'Later')).toEqual({
      outcome: 'fail',
      because:
        'Build 9 of shop has not passed its stages: "Lint" is UNSTABLE; "Scan" is SKIPPED; "Browser" is FAILED; "Ask" is PAUSED_PENDING_INPUT; "Later" is NOT_EXECUTED.',
      remedy:
        'Run the build again until these stages have run and succeeded, and promote the image that it makes.',
    });
  });

  it('fails for a stage that claims success and ran nothing', async () => {
    expect(await evaluate('9', 'Load')).toMatchObject({
      outcome: 'fail',
      because:
        'Build 9 of shop has not passed its stage: "Load" ran no step of its own (skipped, or only a frame for inner stages).',
    });
  });

  it('names the stages that there are where a name is wrong', async () => {
    expect(await evaluate('9', 'Tests')).toEqual({
      outcome: 'fail',
      because: 'Build 9 of shop has not passed its stage: "Tests" is not there.',
      remedy:
        'Correct the names in `passed`; the build has "Build", "Test", "Lint", "Scan", "Load", "Browser", "Ask", "Later".',
    });
  });

  it('cannot tell without the plug-in', async () => {
    await expect(evaluate('7', 'Build')).rejects.toMatchObject({
      code: 'NO_STAGES',
      remedy:
        'Have the plug-in "Pipeline: REST API" (pipeline-rest-api) installed there, and name `credentials` that may read the job.',
    });
  });
});
