import { execa } from 'execa';
import { expect, it } from 'vitest';
import { tagsOf } from '../commands/contents.ts';
import {
  boundVariables,
  type NexusLandscape,
  nexusLandscape,
  promotionYaml,
  push,
} from '../commands/landscape.ts';
import { buildImage } from '../support/images/build-image.ts';
import { describeWith, type Part, partPath } from '../support/parts.ts';
import { createWorkspace, type Workspace } from '../support/promotion-run.ts';

const BUNDLE = `${import.meta.dirname}/../../resources/promote-image/engine.cjs`;
const NODES: readonly Part[] = ['node-20.18.1', 'node-24'];
const image = buildImage({ platforms: ['linux/amd64', 'linux/arm64'] });
const { digest } = image.root;

describeWith(NODES, 'the built file', () => {
  it.each(NODES)('takes an image from its build to qa, on %s', async (node) => {
    const { landscape, workspace } = await pushed();
    const env = boundVariables(landscape);

    const runs = [
      await engine(node, workspace, env, 'record', 'record', { digest }),
      await engine(node, workspace, env, 'plan', 'promote-qa', { env: 'qa' }),
      await engine(node, workspace, env, 'promote', 'promote-qa', { env: 'qa' }),
    ];

    expect(runs.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
    expect(await tagsOf(landscape.dev, 'shop/checkout-qa')).toEqual({
      10: digest,
      'latest-qa': digest,
    });
    expect(await workspace.read('.promote-image/promote-qa/reference.txt')).toMatch(
      new RegExp(`/shop/checkout-qa@${digest}\n$`),
    );
  });

  it('ends with the exit code and the sentence of a refused sign-in, and moves no tag', async () => {
    const { landscape, workspace } = await pushed();
    const env = { ...boundVariables(landscape), PROMOTE_IMAGE_NEXUS_DEV_PASSWORD: 'wrong-word' };

    const { exitCode, stderr, stdout } = await engine(
      'node-20.18.1',
      workspace,
      env,
      'record',
      'record',
      { digest },
    );

    expect(exitCode).toBe(77);
    expect(stderr).toContain('Check user and password of that credential');
    expect(await workspace.read('.promote-image/record/message.txt')).toBe(`${stderr}\n`);
    expect(`${stdout}${stderr}`).not.toContain('wrong-word');
    expect(await tagsOf(landscape.dev)).toEqual({});
  });
});

async function pushed(): Promise<{ landscape: NexusLandscape; workspace: Workspace }> {
  const landscape = await nexusLandscape();
  await push(landscape.dev, image);
  return { landscape, workspace: await createWorkspace(promotionYaml(landscape)) };
}

async function engine(
  node: Part,
  workspace: Workspace,
  env: Readonly<Record<string, string>>,
  command: string,
  run: string,
  options: object,
) {
  const request = `.promote-image/${run}/request.json`;
  const jenkins = { buildNumber: 10, jobName: 'shop', result: 'SUCCESS', requester: 'alice' };
  await workspace.write(request, JSON.stringify({ command, options, jenkins }));
  return execa(partPath(node), [BUNDLE, command, '--request', request], {
    cwd: workspace.folder,
    env,
    reject: false,
  });
}
