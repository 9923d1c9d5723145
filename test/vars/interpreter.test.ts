import { expect, it } from 'vitest';
import { runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';

describeWith(['java', 'mvn'], 'the interpreter of Jenkinsfiles', () => {
  it('saves the program at every step, so that what cannot be saved fails the build', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `
        def parsed = new groovy.json.JsonSlurper().parseText('{"a":1}')
        echo 'a step'
        echo "\${parsed.a}"`,
      sandbox: false,
    });

    expect(build.result).toBe('FAILURE');
    expect(build.errorType).toBe('java.io.NotSerializableException');
    expect(build.log).not.toContain('1');
  });

  it('goes over a list with steps only where Jenkins makes iterators that can be saved', async () => {
    const jenkinsfile = `for (x in ['a', 'b']) { echo x }`;

    const inJenkins = await runJenkinsfile({ jenkinsfile });
    const bare = await runJenkinsfile({ jenkinsfile, iteratorShim: false });

    expect(inJenkins.log).toBe('a\nb\n');
    expect(bare.errorType).toBe('java.io.NotSerializableException');
  });

  it('warns, as Jenkins does, when code calls into steps from where it cannot come back', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `def sorted = ['b', 'a'].toSorted { it }\necho "$sorted"`,
      sandbox: false,
    });

    expect(build.log).toContain('expected to call toSorted but wound up catching call\n');
  });

  it('knows no step that Jenkins does not know', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `try { nodejs('x') { echo 'y' } } catch (NoSuchMethodError e) { echo e.message }`,
    });

    expect(build.log).toMatch(/^No such DSL method 'nodejs' found among steps \[/);
    expect(build.result).toBe('SUCCESS');
  });

  it('refuses a misspelt argument of a step', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `node { sh(script: 'true', returnState: true) }`,
    });

    expect(build.error).toBe("Unknown parameter 'returnState' of step sh");
  });

  it('wants a node around a step that needs a workspace', async () => {
    const build = await runJenkinsfile({ jenkinsfile: `sh 'true'` });

    expect(build.error).toContain('Required context class hudson.FilePath is missing');
  });

  it('runs sh in the workspace, with the variables of the blocks around it', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `
        node {
          env.COLOUR = 'red'
          withEnv(['SIZE=big']) { sh 'echo "$COLOUR $SIZE in $(basename "$PWD")"' }
          echo sh(script: 'echo out; exit 0', returnStdout: true).trim()
          echo "status \${sh(script: 'exit 3', returnStatus: true)}"
          sh 'exit 4'
        }`,
    });

    expect(build.log).toContain('red big in shop checkout\n');
    expect(build.log).toContain('\nout\n');
    expect(build.log).toContain('status 3\n');
    expect(build.error).toBe('script returned exit code 4');
  });

  it('masks a secret only inside withCredentials', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `
        node {
          withCredentials([usernamePassword(credentialsId: 'robot', usernameVariable: 'U', passwordVariable: 'P')]) { sh 'echo "$U:$P"' }
          withCredentials([string(credentialsId: 'none', variable: 'T')]) { echo 'unreachable' }
        }`,
      credentials: { robot: { username: 'robot', password: 'pa55word' } },
    });

    expect(build.log).toContain('robot:****\n');
    expect(build.log).not.toContain('pa55word');
    expect(build.error).toBe("Could not find credentials entry with ID 'none'");
  });

  it('gives every node an empty workspace, which only a stash crosses', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `
        node { writeFile(file: 'a/ä.txt', text: 'ä', encoding: 'UTF-8'); stash(name: 's', includes: 'a/**') }
        node {
          echo "there: \${fileExists('a/ä.txt')}"
          unstash 's'
          echo readFile(file: 'a/ä.txt', encoding: 'UTF-8')
          archiveArtifacts 'b/**'
        }`,
    });

    expect(build.log).toContain('there: false\nä\n');
    expect(build.error).toBe(
      'No artifacts found that match the file pattern "b/**". Configuration error?',
    );
    expect(build.workspaces).toHaveLength(2);
  });

  it('tells of no agent outside a node', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `
        echo "\${env.NODE_NAME} \${env.WORKSPACE} \${BUILD_NUMBER}"
        node('linux') { echo "\${env.NODE_NAME} \${env.WORKSPACE != null}" }`,
      buildNumber: 7,
    });

    expect(build.log).toBe('null null 7\nagent-1 true\n');
  });

  it('runs parallel branches step by step', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `parallel(a: { echo 'a1'; echo 'a2' }, b: { echo 'b1'; echo 'b2' })`,
    });

    expect(build.log).toBe('a1\nb1\na2\nb2\n');
  });
});
