import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningImage, whatRuns } from '../../engine/docker/what-runs.ts';
import { hasDockerEngine } from '../support/docker-engine.ts';
import { type PublishedImage, type Swarm, startSwarm } from '../support/swarm.ts';

describe.skipIf(!(await hasDockerEngine()))('what runs', () => {
  let swarm: Swarm;
  let ten: PublishedImage;
  let eleven: PublishedImage;
  let node: string;

  beforeAll(async () => {
    swarm = await startSwarm();
    ten = await swarm.publish('shop/checkout', '10');
    eleven = await swarm.publish('shop/checkout', '11');
    node = (await swarm.docker(['info', '--format', '{{.Name}}'])).stdout.trim();
    const stack = ['--label', 'com.docker.stack.namespace=shop'];
    await swarm.createService('shop_checkout', ten.reference, [...stack, '--replicas', '2']);
    await swarm.createService('shop_cart', eleven.reference, stack);
  });
  afterAll(() => swarm.close());

  const idOf = async ({ reference }: PublishedImage) =>
    (await swarm.docker(['image', 'inspect', '--format', '{{.Id}}', reference])).stdout.trim();
  const withoutIds = (running: readonly RunningImage[] | undefined) =>
    running
      ?.map(({ id: _, imageId: __, ...rest }) => rest)
      .sort((a, b) => (a.name < b.name ? -1 : 1));

  it('is what the tasks of a service are, and what their containers were started from', async () => {
    const { engine } = swarm;
    const task = {
      name: 'shop_checkout',
      node,
      state: 'running',
      image: ten.reference,
      digest: ten.digest,
      repoDigests: [`${ten.repository}@${ten.digest}`],
    };

    const running = await whatRuns(engine, { service: 'shop_checkout' });

    expect(withoutIds(running)).toEqual([task, task]);
    expect(running?.[0]?.imageId).toBe(await idOf(ten));
  });

  it('is all of a stack, or of the swarm', async () => {
    const namesOf = (running: readonly RunningImage[] | undefined) =>
      running?.map(({ name, digest }) => [name, digest]).sort();

    const stack = await whatRuns(swarm.engine, { stack: 'shop' });
    const all = await whatRuns(swarm.engine, { services: 'all' });

    expect(namesOf(stack)).toEqual([
      ['shop_cart', eleven.digest],
      ['shop_checkout', ten.digest],
      ['shop_checkout', ten.digest],
    ]);
    expect(namesOf(all)).toEqual(namesOf(stack));
  });

  it('shows an image that somebody put under the tag of a service on the node', async () => {
    const { engine } = swarm;
    const name = `${ten.repository}:latest`;
    await swarm.docker(['pull', '--quiet', eleven.reference]);
    await swarm.docker(['tag', `${eleven.repository}@${eleven.digest}`, name]);
    await swarm.createService('by-tag', name);

    const running = await whatRuns(engine, { service: 'by-tag' });

    expect(withoutIds(running)).toEqual([
      {
        name: 'by-tag',
        node,
        state: 'running',
        image: name,
        repoDigests: [`${eleven.repository}@${eleven.digest}`],
      },
    ]);
  });

  it('is a container, under the name that it was started with, though its tag is on another image by now', async () => {
    const { engine } = swarm;
    const name = `${ten.repository}:moved`;
    await swarm.docker(['tag', `${ten.repository}@${ten.digest}`, name]);
    const project = ['--label', 'com.docker.compose.project=shop'];
    const run = ['run', '--detach', '--network', 'none', '--name', 'shop-web-1', ...project, name];
    await swarm.docker(run);
    await swarm.docker(['tag', `${eleven.repository}@${eleven.digest}`, name]);
    const web = {
      name: 'shop-web-1',
      state: 'running',
      image: name,
      repoDigests: [`${ten.repository}@${ten.digest}`],
    };

    const container = await whatRuns(engine, { container: 'shop-web-1' });
    const compose = await whatRuns(engine, { project: 'shop' });

    expect(withoutIds(container)).toEqual([web]);
    expect(withoutIds(compose)).toEqual([web]);
    expect(container?.[0]?.imageId).toBe(await idOf(ten));
  });

  it('is not known of names that nothing has', async () => {
    const { engine } = swarm;

    expect(await whatRuns(engine, { service: 'none' })).toBe(undefined);
    expect(await whatRuns(engine, { stack: 'none' })).toBe(undefined);
    expect(await whatRuns(engine, { container: 'none' })).toBe(undefined);
    expect(await whatRuns(engine, { project: 'none' })).toBe(undefined);
  });
});
