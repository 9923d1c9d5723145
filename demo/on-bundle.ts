import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scene, SceneStep } from './scenes.ts';
import type { Stage } from './stage.ts';

const COMMANDS = { recordImage: 'record', promoteImage: 'plan', imageVerdict: 'verdict' } as const;
const BUNDLE = join(import.meta.dirname, '..', 'resources', 'promote-image', 'engine.cjs');

/** Runs the steps of a scene on the bundle as the library would, without Jenkins' interpreter. */
export async function playOnBundle(stage: Stage, scene: Scene, print: (text: string) => void) {
  const workspace = join(stage.folder, `workspace ${scene.build}`);
  await mkdir(join(workspace, 'build'), { recursive: true });
  await writeFile(join(workspace, 'promotion.yaml'), stage.yaml);
  if (scene.jenkinsfile === undefined) {
    await writeFile(join(workspace, 'build/image.json'), (await stage.build(scene.build)).metadata);
  }
  for (const step of scene.steps) {
    if ((await playStep(step)) !== 0) return 'FAILURE' as const;
  }
  return 'SUCCESS' as const;

  async function playStep({ step, options }: SceneStep): Promise<number> {
    const run = `.promote-image/${step === 'promoteImage' ? `promote-${options['env']}` : COMMANDS[step]}`;
    print(
      `[Pipeline] ${step}(${Object.entries(options)
        .map(([name, value]) => `${name}: '${value}'`)
        .join(', ')})\n`,
    );
    const status = await execute(COMMANDS[step], run, options);
    if (status !== 0 || step !== 'promoteImage') return status;
    const next = (await readFile(join(workspace, run, 'next.txt'), 'utf8')).trim();
    if (next === 'done') return 0;
    const approver = scene.people.find(({ values }) => 'COMMENT' in values);
    const approval =
      next === 'approve' && approver !== undefined
        ? { PROMOTE_IMAGE_APPROVER: approver.user, ...approver.values }
        : undefined;
    if (approval !== undefined) {
      print(await readFile(join(workspace, run, 'approval.txt'), 'utf8'));
      print(`Approved by ${approver?.user}\n`);
    }
    return execute('promote', run, options, approval);
  }

  async function execute(command: string, run: string, options: object, approval?: object) {
    const request = {
      command,
      options,
      jenkins: {
        buildNumber: scene.build,
        buildUrl: `https://jenkins.example.com/job/shop/${scene.build}/`,
        jobName: 'shop',
        result: 'SUCCESS',
        requester: 'alice',
      },
      ...(approval !== undefined && { approvals: [approval] }),
    };
    await mkdir(join(workspace, run), { recursive: true });
    await writeFile(join(workspace, run, 'request.json'), JSON.stringify(request));
    return new Promise<number>((done) => {
      const child = execFile(
        process.execPath,
        [BUNDLE, command, '--request', `${run}/request.json`],
        { cwd: workspace, env: { ...process.env, ...variables(stage) } },
        () => done(child.exitCode ?? 1),
      );
      child.stdout?.on('data', print);
      child.stderr?.on('data', print);
    });
  }
}

/** What `withCredentials` binds. */
function variables({ accounts }: Stage): Readonly<Record<string, string>> {
  return {
    PROMOTE_IMAGE_NEXUS_DEV_USERNAME: accounts['nexus-dev'].username,
    PROMOTE_IMAGE_NEXUS_DEV_PASSWORD: accounts['nexus-dev'].password,
    PROMOTE_IMAGE_NEXUS_PROD_USERNAME: accounts['nexus-prod'].username,
    PROMOTE_IMAGE_NEXUS_PROD_PASSWORD: accounts['nexus-prod'].password,
  };
}
