import { expect, it } from 'vitest';
import { type Answer, runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';

const ASK = `
  def answer = input(message: 'Go?', submitter: 'bob,leads', submitterParameter: 'WHO', parameters: [text(name: 'WHY', defaultValue: '-')])
  echo "\${answer instanceof Map} \${answer}"`;

describeWith(['java', 'mvn'], "the interpreter's input step", () => {
  it.each<[string, Answer & { readonly user: string }, string]>([
    [
      'a Map for a filled form',
      { user: 'bob', values: { WHY: 'seen' } },
      'true [WHY:seen, WHO:bob]',
    ],
    ['a Map for a member of a group', { user: 'eve', groups: ['leads'] }, 'true [WHY:-, WHO:eve]'],
    [
      'the bare user id when the form was skipped',
      { user: 'bob', proceedEmpty: true },
      'false bob',
    ],
  ])('returns %s', async (_, answer, said) => {
    const build = await runJenkinsfile({ jenkinsfile: ASK, inputs: [answer] });

    expect(build.log).toBe(`Go?\nProceed or Abort\nApproved by ${answer.user}\n${said}\n`);
  });

  it('goes on waiting when somebody answers who may not', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: ASK,
      inputs: [{ user: 'eve' }, { user: 'bob' }],
    });

    expect(build.log).toBe(
      'Go?\nProceed or Abort\neve is not permitted to answer\nApproved by bob\ntrue [WHY:-, WHO:bob]\n',
    );
  });

  it('aborts the build when somebody rejects', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: ASK,
      inputs: [{ user: 'bob', abort: true }],
    });

    expect(build.result).toBe('ABORTED');
    expect(build.errorType).toBe('org.jenkinsci.plugins.workflow.steps.FlowInterruptedException');
  });

  it('tells whether an agent was held meanwhile', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `input 'free?'\nnode { input 'held?' }`,
      inputs: [{ user: 'bob' }, { user: 'bob' }],
    });

    expect(build.inputs.map(({ message, heldNode }) => [message, heldNode])).toEqual([
      ['free?', null],
      ['held?', 'agent-1'],
    ]);
  });
});
