import { describe, expect, it } from 'vitest';
import { buildResult } from '../../engine/gates/build-result.ts';
import { gateContract, NOTHING } from './contract.ts';

const run = (result: string) => ({ requestedIn: { number: '10', result } });

gateContract(buildResult, [
  { context: run('SUCCESS'), outcome: 'pass' },
  { context: run('UNSTABLE'), outcome: 'fail' },
  { context: run('FAILURE'), outcome: 'fail' },
  { context: { requestedIn: { result: 'ABORTED' } }, outcome: 'fail' },
  { context: { requestedIn: { number: '10' } }, outcome: 'fail' },
  { settings: { accept: ['SUCCESS', 'UNSTABLE'] }, context: run('UNSTABLE'), outcome: 'pass' },
  { settings: { accept: ['UNSTABLE'] }, context: run('SUCCESS'), outcome: 'fail' },
]);

describe('the gate build-result', () => {
  it('looks at the build that asks, not at the one that built', async () => {
    const context = { ...NOTHING, ...run('FAILURE'), build: { number: '9', result: 'SUCCESS' } };

    expect(await buildResult.evaluate(context, {})).toEqual({
      outcome: 'fail',
      because: 'Build 10 is FAILURE. Required: SUCCESS.',
      remedy: 'Repair the build and promote the image that the next good one makes.',
    });
  });
});
