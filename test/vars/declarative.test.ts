import { expect, it } from 'vitest';
import { runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';

describeWith(['java', 'mvn'], "the interpreter's declarative pipelines", () => {
  it('run stages on their agents, with the sources, variables and conditions that they name', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `
        pipeline {
          agent none
          environment { TOP = 'top' }
          stages {
            stage('Build') {
              agent any
              environment { OWN = "\${TOP} own" }
              steps { sh 'cat read.me; echo "$OWN"' }
            }
            stage('Main') {
              when { branch 'main' }
              steps { echo "on \${env.NODE_NAME}" }
            }
            stage('Other') {
              when { expression { env.TOP == 'other' } }
              steps { echo 'never' }
            }
          }
        }`,
      source: { 'read.me': 'hello\n' },
      branch: 'main',
    });

    expect(build.result).toBe('SUCCESS');
    expect(build.log).toContain('hello\n');
    expect(build.log).toContain('top own\n');
    expect(build.log).toContain('on null\n');
    expect(build.log).toContain('Stage "Other" skipped due to when conditional\n');
  });

  it('ask for an input before they take the agent', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `
        pipeline {
          agent none
          stages {
            stage('Ask') {
              agent any
              input {
                message 'Go?'
                submitterParameter 'WHO'
                parameters { string(name: 'WHY') }
              }
              steps { echo "\${env.WHO}: \${WHY}" }
            }
          }
        }`,
      inputs: [{ user: 'bob', values: { WHY: 'done' } }],
    });

    expect(build.inputs[0]?.heldNode).toBeNull();
    expect(build.log).toBe(
      '[Pipeline] { (Ask)\nGo?\nProceed or Abort\nApproved by bob\nbob: done\n',
    );
  });

  it.each([
    [`echo 'fine'`, 'SUCCESS', 'always\nsuccess\n'],
    [`error 'broken'`, 'FAILURE', 'always\nfailure\n'],
    [`input 'Go?'`, 'ABORTED', 'always\naborted\n'],
  ] as const)('run what comes after %s', async (step, result, said) => {
    const build = await runJenkinsfile({
      jenkinsfile: `
        pipeline {
          agent any
          stages { stage('Only') { steps { ${step} } } }
          post {
            always { echo 'always' }
            success { echo 'success' }
            failure { echo 'failure' }
            aborted { echo 'aborted' }
          }
        }`,
      inputs: [{ user: 'bob', abort: true }],
    });

    expect(build.result).toBe(result);
    expect(build.log).toContain(said);
  });

  it('run parallel stages', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `
        pipeline {
          agent none
          stages {
            stage('Both') {
              parallel {
                stage('a') { steps { script { env.A = 'a' } } }
                stage('b') { steps { script { env.B = 'b' } } }
              }
            }
          }
        }`,
    });

    expect(build.env).toEqual({ A: 'a', B: 'b' });
  });
});
