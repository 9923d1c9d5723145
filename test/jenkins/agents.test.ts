import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { describeWith } from '../support/parts.ts';
import { BOB, REFERENCE, ranEngine, source } from '../vars/promoting.ts';
import { requestsOf, run } from './situation.ts';

const APPROVE = { source: source({ plan: 'approve' }), inputs: [BOB] };
const PATH = process.env['PATH'] ?? '';
const heldNodes = ({ inputs }: { inputs: readonly { heldNode: string | null }[] }) =>
  inputs.map(({ heldNode }) => heldNode);

/** A PATH with the programs of a plain system image, and no Node. */
async function pathWithoutNode(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'no node '));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const program of ['echo', 'mkdir', 'cat']) {
    await symlink(join('/bin', program), join(folder, program));
  }
  return folder;
}

/** A folder such as the NodeJS plug-in installs. */
async function nodeTool(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'node tool '));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'bin'));
  await symlink(process.execPath, join(folder, 'bin', 'node'));
  return folder;
}

describeWith(['java', 'mvn'], 'a pipeline on agents of its own choice', () => {
  it('holds none while people think, when it is scripted around the step', async () => {
    const build = await run('scripted', APPROVE);

    expect(build.error).toBeNull();
    expect(heldNodes(build)).toEqual([null]);
    expect(ranEngine(build)).toEqual([
      'record on agent-1',
      'plan on agent-2',
      'promote on agent-3',
    ]);
  });

  it('holds its agent, and is told so, when that is declared for all stages', async () => {
    const build = await run('agent-any', APPROVE);

    expect(build.error).toBeNull();
    expect(heldNodes(build)).toEqual(['agent-1']);
    expect(build.log).toContain('holds an executor while it waits');
    expect(build.log).toContain(`In UAT: ${REFERENCE}\n`);
  });

  it('hands the promoted image on to stages on other agents', async () => {
    const build = await run('agent-none', APPROVE);

    expect(build.error).toBeNull();
    expect(heldNodes(build)).toEqual([null]);
    expect(
      build.steps.filter(({ step }) => step === 'node').map(({ arguments: { label } }) => label),
    ).toEqual(['linux', 'linux && promotes', 'linux && promotes', 'uat']);
    expect(build.log).toContain(`testing ${REFERENCE}\n`);
  });

  it.each([
    ['spaces, umlauts, quotes and signs', `Müller & Söhne's "100%" $HOME (neu)`],
    ['no letter of ASCII', '验收 環境'],
    ['a leading dash', '-rf'],
  ])('works in a folder with %s', async (_, workspace) => {
    const build = await run('held-executor', {
      ...APPROVE,
      workspace,
      jobName: 'Müller & Söhne/验收',
    });

    expect(build.error).toBeNull();
    expect(build.workspaces.map((folder) => basename(folder))).toEqual([workspace]);
    expect(build.env['PROMOTED_IMAGE']).toBe(REFERENCE);
  });

  it('uses the Node that a tool of Jenkins brings', async () => {
    const build = await run('tools', {
      path: await pathWithoutNode(),
      tools: { 'node-20': await nodeTool() },
    });

    expect(build.error).toBeNull();
    expect(build.env['PROMOTED_IMAGE']).toBe(REFERENCE);
  });
});

describeWith(['java', 'mvn'], 'a pipeline in pods and containers', () => {
  it('runs where Node is, beside a container that has none', async () => {
    const path = await pathWithoutNode();
    const build = await run('pod', { path, containers: { jnlp: path, kaniko: path, node: PATH } });

    expect(build.error).toBeNull();
    expect(ranEngine(build)).toEqual([
      'record on agent-1',
      'plan on agent-1',
      'promote on agent-1',
    ]);
  });

  it('lets the pod go while people think', async () => {
    const build = await run('pod-freed', { ...APPROVE, containers: { jnlp: PATH } });

    expect(build.error).toBeNull();
    expect(heldNodes(build)).toEqual([null]);
    expect(
      new Set(
        build.steps.filter(({ step }) => step === 'node').map(({ arguments: { label } }) => label),
      ),
    ).toEqual(new Set(['pod-1']));
    expect(ranEngine(build)).toEqual([
      'record on agent-1',
      'plan on agent-2',
      'promote on agent-3',
    ]);
  });

  it('uses the container that a declarative agent names', async () => {
    const path = await pathWithoutNode();
    const build = await run('pod-declarative', { path, containers: { jnlp: path, node: PATH } });

    expect(build.error).toBeNull();
    expect(build.env['PROMOTED_IMAGE_QA']).toBe(REFERENCE);
  });

  it('says how to bring Node when it is called in the wrong container', async () => {
    const path = await pathWithoutNode();
    const build = await run('nodejs-missing', { path, containers: { jnlp: path, node: PATH } });

    expect(build.error).toContain('run this stage in a container image that has it');
  });

  it('runs in the image of a Docker agent', async () => {
    const build = await run('docker-agent', {
      path: await pathWithoutNode(),
      images: { 'node:20': PATH },
    });

    expect(build.error).toBeNull();
    expect(requestsOf(build)['promote-qa']?.options).toEqual({ env: 'qa', fromBuild: 41 });
  });

  it('runs inside an image of a scripted pipeline, and goes on inside the next', async () => {
    const build = await run('docker-inside', {
      path: await pathWithoutNode(),
      images: { 'node:20': PATH },
    });

    expect(build.error).toBeNull();
    expect(build.log).toContain(`is ${REFERENCE}\n`);
  });
});
