import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stack as target } from '../../engine/deploy/stack.ts';
import { pinImages } from '../../engine/deploy/swarm/pin-images.ts';
import type { DeployContext } from '../../engine/deploy/target.ts';
import { findService } from '../../engine/docker/services.ts';
import { shortDigest } from '../../engine/oci/digest.ts';
import { runProgram } from '../../engine/run-program.ts';
import { refusalOf } from '../docker/engine-tools.ts';
import { hasDockerEngine } from '../support/docker-engine.ts';
import { type PublishedImage, type Swarm, startSwarm } from '../support/swarm.ts';
import { noSources, targetContract } from './contract.ts';
import { engineThatRuns } from './engine-that.ts';
import { contextOf } from './swarm-context.ts';

const workspaceOf = join(import.meta.dirname, 'files');
const usual = {
  host: 'swarm-uat',
  isDryRun: true,
  sources: noSources({
    engine: async () => engineThatRuns('nexus.example.com/shop/checkout:9'),
    workspace: workspaceOf,
  }),
};
targetContract(target, [
  { settings: { stack: 'shop', file: 'stack.yaml' }, context: usual, state: 'succeeded' },
  { settings: { stack: 'shop', file: 'none.yaml' }, context: usual, state: 'failed' },
  { settings: { stack: 'shop', file: '../contract.ts' }, context: usual, state: 'failed' },
]);

describe.skipIf(!(await hasDockerEngine()))('the target stack', { timeout: 90_000 }, () => {
  let workspace: string;
  let swarm: Swarm;
  let nine: PublishedImage;
  let ten: PublishedImage;

  beforeAll(async () => {
    workspace = await mkdtemp(join(tmpdir(), 'stack-'));
    swarm = await startSwarm();
    nine = await swarm.publish('shop/checkout', '9');
    ten = await swarm.publish('shop/checkout', '10');
    await swarm.docker(['pull', '--quiet', nine.reference]);
    await swarm.docker(['pull', '--quiet', ten.reference]);
    await writeFile(join(workspace, 'stack.yaml'), stackFile(`${nine.repository}:9`));
  });
  afterAll(async () => {
    await swarm.close();
    await rm(workspace, { recursive: true, force: true });
  });

  function inWorkspace(image: PublishedImage, some: Partial<DeployContext> = {}): DeployContext {
    const context = contextOf(swarm, image, some);
    return { ...context, sources: { ...context.sources, workspace, runProgram } };
  }

  it('creates the services of the file with the digest, then updates them', async () => {
    const settings = { stack: 'shop', file: 'stack.yaml' };

    const first = await target.deploy(inWorkspace(nine), settings);
    const second = await target.deploy(inWorkspace(ten), settings);

    const service = await findService(swarm.engine, 'shop_web');
    expect(first).toEqual({
      state: 'succeeded',
      message: `Service shop_web runs tag 9 (${shortDigest(nine.digest)}) in 1 task.`,
    });
    expect(second).toEqual({
      state: 'succeeded',
      message: `Service shop_web runs tag 10 (${shortDigest(ten.digest)}) in 1 task.`,
      replaced: nine.digest,
    });
    expect(service?.image).toBe(ten.reference);
    expect(service?.labels).toMatchObject({ 'com.docker.stack.image': ten.reference });
    expect(await target.findProblem?.(inWorkspace(ten), settings)).toBe(undefined);
    expect(await target.findProblem?.(inWorkspace(nine), settings)).toBe(
      'no service of stack shop has the image any more',
    );
  });

  it('brings back what somebody changed by hand, which Docker would leave as it is', async () => {
    await target.deploy(inWorkspace(ten), { stack: 'hand', file: 'stack.yaml' });
    const byHand = ['--no-resolve-image', '--with-registry-auth', '--image', nine.reference];
    await swarm.docker(['service', 'update', ...byHand, 'hand_web']);

    const outcome = await target.deploy(inWorkspace(ten), { stack: 'hand', file: 'stack.yaml' });

    expect(outcome).toMatchObject({ state: 'succeeded', replaced: nine.digest });
    expect((await findService(swarm.engine, 'hand_web'))?.image).toBe(ten.reference);
  });

  it('has failed where no service of the file uses the image', async () => {
    const other = `services: { web: { image: '${nine.reference.replace('shop/checkout', 'shop/cart')}' } }`;
    const text = `version: '3.8'\nx-image: &ours ${ten.repository}\n${other}\n`;
    await writeFile(join(workspace, 'unused.yaml'), text);

    const outcome = await target.deploy(inWorkspace(ten), { stack: 'unused', file: 'unused.yaml' });

    expect(outcome).toEqual({
      state: 'failed',
      message: `Docker deployed stack unused, and no service of it has ${ten.reference}.`,
      remedy:
        'Check that a service of unused.yaml uses the image, and not only an anchor beside the services.',
    });
  });

  it('says in a dry run what it would do', async () => {
    const context = inWorkspace(ten, { isDryRun: true });

    const outcome = await target.deploy(context, { stack: 'dry', file: 'stack.yaml' });

    expect(outcome).toEqual({
      state: 'succeeded',
      message: `The file stack.yaml would be deployed as stack dry with ${ten.reference}.`,
    });
    expect(await findService(swarm.engine, 'dry_web')).toBe(undefined);
  });

  it('tells what docker says of a file that it does not take', async () => {
    const text = `version: '3.8'\nservices: { web: { image: ${ten.repository}, unheard: of } }\n`;
    await writeFile(join(workspace, 'odd.yaml'), text);

    const outcome = await target.deploy(inWorkspace(ten), { stack: 'odd', file: 'odd.yaml' });

    expect(outcome).toEqual({
      state: 'failed',
      message:
        '`docker stack deploy` of odd.yaml ended with 1. services.web Additional property unheard is not allowed.',
      remedy:
        'Run it on the agent: it needs the docker client, and has to reach the host as the agent does.',
    });
  });

  it('refuses files without the image, outside the workspace, and that are not there', async () => {
    await writeFile(join(workspace, 'other.yaml'), 'services: { web: { image: redis:7 } }\n');
    const refusal = (file: string) =>
      refusalOf(target.deploy(inWorkspace(ten), { stack: 'shop', file }), {
        [ten.repository]: '<repository>',
        [workspace]: '<workspace>',
      });

    const refusals = [
      await refusal('other.yaml'),
      await refusal('../stack.yaml'),
      await refusal('none.yaml'),
    ];

    expect(refusals).toEqual([
      'STACK_IMAGE_ABSENT (configuration)\nThe stack file other.yaml has no image of <repository>.\nWrite image: <repository> there, with any tag or none; variables in the name of the repository are not read.',
      'STACK_FILE_OUTSIDE (configuration)\nThe stack file ../stack.yaml is outside the workspace.\nName a file of the workspace in promotion.yaml.',
      "STACK_FILE_UNREADABLE (absent)\nThe stack file none.yaml cannot be read (ENOENT: no such file or directory, open '<workspace>/none.yaml').\nCheck out the sources in this stage, and correct `file` in promotion.yaml.",
    ]);
  });
});

describe('images in a stack file', () => {
  const wanted = { repository: 'nexus/shop', reference: 'nexus/shop:10@sha256:abc' };

  it('are filled in, and nothing else is written anew', async () => {
    const text = `x-image: &shop 'nexus/shop:\${TAG:-latest}' # ours
services:
  a: { image: *shop, configs: [{ source: c, mode: 0440 }] }
  b:
    image: nexus/shop
    command: nexus/shop
  c:
    image: nexus/shopping:9
`;

    expect(await pinImages(text, wanted)).toBe(`x-image: &shop nexus/shop:10@sha256:abc # ours
services:
  a: { image: *shop, configs: [{ source: c, mode: 0440 }] }
  b:
    image: nexus/shop:10@sha256:abc
    command: nexus/shop
  c:
    image: nexus/shopping:9
`);
  });

  it('are not found where there are none of the repository', async () => {
    expect(await pinImages('services: { a: { image: nexus/other } }', wanted)).toBe(undefined);
  });
});

function stackFile(image: string): string {
  return `version: '3.8'
services:
  web:
    image: ${image}
    networks: [hostnet]
    stop_grace_period: 0s
    deploy: { update_config: { monitor: 1s } }
networks:
  hostnet: { external: true, name: host }
`;
}
