import { expect, it } from 'vitest';
import { type Answer, readRequest, runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';
import { BOB, INSIDE, OUTSIDE, REFERENCE, ranEngine, source } from './promoting.ts';

describeWith(['java', 'mvn'], 'the answer to an approval', () => {
  it('goes to the engine with the name and the comment', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: INSIDE,
      source: source({ plan: 'approve' }),
      inputs: [BOB],
    });

    expect(readRequest(build).approvals).toEqual([
      { PROMOTE_IMAGE_APPROVER: 'bob', DECISION: 'approve', COMMENT: 'seen' },
    ]);
  });

  it('is asked of so many people, one after another', async () => {
    const carol: Answer = { user: 'carol', groups: ['uat-leads'], values: { COMMENT: 'me too' } };
    const build = await runJenkinsfile({
      jenkinsfile: OUTSIDE,
      source: source({ plan: 'approve', people: 2 }),
      inputs: [BOB, carol],
    });

    expect(build.inputs.map(({ message }) => String(message).split('\n\n')[1])).toEqual([
      'Approval 1 of 2.',
      'Approval 2 of 2.',
    ]);
    expect(readRequest(build).approvals).toEqual([
      { PROMOTE_IMAGE_APPROVER: 'bob', DECISION: 'approve', COMMENT: 'seen' },
      { PROMOTE_IMAGE_APPROVER: 'carol', DECISION: 'approve', COMMENT: 'me too' },
    ]);
  });

  it('ends the asking when it is no, and the engine refuses', async () => {
    const no: Answer = { user: 'bob', values: { DECISION: 'reject', COMMENT: 'wrong' } };
    const build = await runJenkinsfile({
      jenkinsfile: INSIDE,
      source: source({ plan: 'approve', people: 2 }),
      inputs: [no],
    });

    expect(build.inputs.length).toBe(1);
    expect([build.result, build.error]).toEqual(['FAILURE', 'Rejected.']);
  });

  it('is asked for again when the plan changed meanwhile', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: OUTSIDE,
      source: source({ plan: 'approve', asksAgain: true }),
      inputs: [BOB, BOB],
    });

    expect(build.result).toBe('SUCCESS');
    expect(build.inputs.map(({ message }) => String(message).split('\n')[0])).toEqual([
      `Promote ${REFERENCE} to uat?`,
      'Asked again, since the policy changed.',
    ]);
    expect(ranEngine(build)).toEqual([
      'record on agent-1',
      'plan on agent-2',
      'promote on agent-3',
      'promote on agent-4',
    ]);
  });

  it.each<[string, Answer, unknown]>([
    ['the bare user id of a skipped form', { user: 'bob', proceedEmpty: true }, 'bob'],
    ['nothing', { raw: null }, null],
  ])('is %s: the engine hears so and refuses', async (_, answer, approval) => {
    const build = await runJenkinsfile({
      jenkinsfile: INSIDE,
      source: source({ plan: 'approve' }),
      inputs: [answer],
    });

    expect(readRequest(build).approvals).toEqual([approval]);
    expect(build.error).toBe('Nobody approved this promotion.');
  });

  it.each<[string, Answer, string]>([
    ['a rejection', { user: 'bob', abort: true }, 'Rejected by bob'],
    ['a timeout', { timeout: true }, 'Timeout has been exceeded'],
  ])('aborts the build when it is %s', async (_, answer, error) => {
    const build = await runJenkinsfile({
      jenkinsfile: OUTSIDE,
      source: source({ plan: 'approve' }),
      inputs: [answer],
    });

    expect(build.result).toBe('ABORTED');
    expect(build.error).toBe(error);
    expect(ranEngine(build)).toEqual(['record on agent-1', 'plan on agent-2']);
  });
});
