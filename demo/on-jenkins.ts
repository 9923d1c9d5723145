import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Interpreter } from '../test/support/groovy/interpreter.ts';
import { runBuild } from '../test/support/groovy/run-build.ts';
import type { Scene } from './scenes.ts';
import type { Stage } from './stage.ts';

const CHECKOUT = join(import.meta.dirname, '..');
const ENGINE = join(CHECKOUT, 'resources', 'promote-image', 'engine.cjs');

/** Runs a scene's Jenkinsfile through the vars, under the interpreter that Jenkins uses. */
export async function playOnJenkins(
  interpreter: Interpreter,
  stage: Stage,
  scene: Scene,
  print: (text: string) => void,
) {
  const folder = join(stage.folder, `job ${scene.build}`);
  await mkdir(folder, { recursive: true });
  const outcome = await runBuild(interpreter, folder, {
    jenkinsfile:
      scene.jenkinsfile ?? (await readFile(join(CHECKOUT, 'Jenkinsfile.example'), 'utf8')),
    engine: ENGINE,
    source: {
      'promotion.yaml': stage.yaml,
      ...(scene.jenkinsfile === undefined && { 'build-image': await buildScript(stage, scene) }),
    },
    credentials: stage.accounts,
    inputs: scene.people,
    causes: [{ _class: 'hudson.model.Cause$UserIdCause', userId: 'alice', userName: 'Alice' }],
    buildNumber: scene.build,
    jobName: 'shop',
    path: process.env['PATH'] ?? '',
  });
  print(outcome.log);
  return outcome.result;
}

/** Stands in for `docker buildx build --push --metadata-file build/image.json`. */
async function buildScript(stage: Stage, { build }: Scene): Promise<string> {
  const { metadata } = await stage.build(build);
  return `#!/bin/sh
mkdir -p build
cat > build/image.json <<'END'
${metadata}
END
`;
}
