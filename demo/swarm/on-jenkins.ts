import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Interpreter } from '../../test/support/groovy/interpreter.ts';
import { runBuild } from '../../test/support/groovy/run-build.ts';
import { groovyOf, type Scene } from './scenes.ts';
import type { Stage } from './stage.ts';

const ENGINE = join(import.meta.dirname, '..', '..', 'resources', 'promote-image', 'engine.cjs');

/** Runs a scene as a Jenkinsfile through the vars, under the interpreter that Jenkins uses. */
export async function playOnJenkins(
  interpreter: Interpreter,
  { folder, yaml, swarm }: Stage,
  { build, steps }: Scene,
  print: (text: string) => void,
) {
  const job = join(folder, `job ${build}`);
  await mkdir(job);
  const jenkinsfile = `@Library('promote-image') _
node {
    checkout scm
${steps.map((step) => `    ${groovyOf(step)}\n`).join('')}}
`;
  print(`${jenkinsfile}\n`);
  const outcome = await runBuild(interpreter, job, {
    jenkinsfile,
    engine: ENGINE,
    source: { 'promotion.yaml': yaml },
    credentials: { registry: swarm.credentials },
    causes: [{ _class: 'hudson.model.Cause$UserIdCause', userId: 'alice', userName: 'Alice' }],
    buildNumber: build,
    jobName: 'shop',
    path: process.env['PATH'] ?? '',
  });
  print(outcome.log);
  return outcome.result;
}
