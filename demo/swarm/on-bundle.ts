import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { groovyOf, type Scene, type SceneStep } from './scenes.ts';
import type { Stage } from './stage.ts';

const BUNDLE = join(import.meta.dirname, '..', '..', 'resources', 'promote-image', 'engine.cjs');

/** Runs the steps of a scene on the bundle as the library would, without Jenkins' interpreter. */
export async function playOnBundle(
  { folder, yaml, swarm }: Stage,
  scene: Scene,
  print: (text: string) => void,
  signal: AbortSignal,
): Promise<Scene['ends']> {
  const workspace = join(folder, `workspace ${scene.build}`);
  await mkdir(workspace);
  await writeFile(join(workspace, 'promotion.yaml'), yaml);
  for (const one of scene.steps) {
    print(`[Pipeline] ${groovyOf(one)}\n`);
    const { run, commands } = callsOf(one);
    for (const command of commands) {
      if ((await execute(command, run, one)) !== 0) return 'FAILURE';
    }
  }
  return 'SUCCESS';

  async function execute(command: string, run: string, { options }: SceneStep): Promise<number> {
    const request = `.promote-image/${run}/request.json`;
    const jenkins = {
      buildNumber: scene.build,
      buildUrl: `https://jenkins.example.com/job/shop/${scene.build}/`,
      jobName: 'shop',
      result: 'SUCCESS',
      requester: 'alice',
    };
    await mkdir(join(workspace, '.promote-image', run), { recursive: true });
    await writeFile(join(workspace, request), JSON.stringify({ command, options, jenkins }));
    const { username, password } = swarm.credentials;
    const bound = {
      PROMOTE_IMAGE_REGISTRY_USERNAME: username,
      PROMOTE_IMAGE_REGISTRY_PASSWORD: password,
    };
    return new Promise((done) => {
      const child = execFile(
        process.execPath,
        [BUNDLE, command, '--request', request],
        { cwd: workspace, env: { ...process.env, ...bound }, signal },
        () => done(child.exitCode ?? 1),
      );
      child.stdout?.on('data', print);
      child.stderr?.on('data', print);
    });
  }
}

/** The run's folder, and what is called one after the other. */
function callsOf({ step, options }: SceneStep): {
  readonly run: string;
  readonly commands: readonly string[];
} {
  switch (step) {
    case 'recordImage':
      return { run: 'record', commands: ['record'] };
    case 'promoteImage':
      return { run: `promote-${options['env']}`, commands: ['plan', 'promote'] };
    case 'imageStatus':
      return { run: 'status', commands: ['status'] };
  }
}
