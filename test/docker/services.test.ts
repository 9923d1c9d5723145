import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findContainer } from '../../engine/docker/containers.ts';
import { findRepoDigests } from '../../engine/docker/images.ts';
import { listNodeNames } from '../../engine/docker/nodes.ts';
import type { Service } from '../../engine/docker/service.ts';
import {
  findService,
  listServices,
  listStackServices,
  updateService,
} from '../../engine/docker/services.ts';
import { listTasks } from '../../engine/docker/tasks.ts';
import { hasDockerEngine } from '../support/docker-engine.ts';
import { type PublishedImage, type Swarm, startSwarm } from '../support/swarm.ts';
import { refusalOf } from './engine-tools.ts';

describe.skipIf(!(await hasDockerEngine()))('the calls of an engine', () => {
  let swarm: Swarm;
  let image: PublishedImage;

  beforeAll(async () => {
    swarm = await startSwarm();
    image = await swarm.publish('shop/checkout', '10');
    const stack = ['--label', 'com.docker.stack.namespace=shop', '--replicas', '2'];
    await swarm.createService('shop_checkout', image.reference, [...stack, '--env', 'COLOUR=blue']);
    await swarm.createService('agent', `${image.repository}:10`, ['--mode', 'global']);
    await swarm.createService('migrate', image.reference, ['--mode', 'replicated-job']);
  });
  afterAll(() => swarm.close());

  async function serviceOf(name: string): Promise<Service> {
    const service = await findService(swarm.engine, name);
    if (service === undefined) throw new Error(`There is no service ${name}.`);
    return service;
  }

  it('finds a service by its whole name, with its specification as it is', async () => {
    const { engine } = swarm;

    const service = await findService(engine, 'shop_checkout');
    const byStart = await findService(engine, service?.id.slice(0, 8) ?? '');

    expect(service).toMatchObject({
      name: 'shop_checkout',
      image: image.reference,
      labels: { 'com.docker.stack.namespace': 'shop' },
      mode: { kind: 'replicated', replicas: 2 },
      spec: { TaskTemplate: { ContainerSpec: { Env: ['COLOUR=blue'], StopGracePeriod: 0 } } },
    });
    expect(byStart).toBe(undefined);
  });

  it('lists services, by a label, or of a stack', async () => {
    const { engine } = swarm;
    const namesOf = async (services: ReturnType<typeof listServices>) =>
      (await services).map(({ name, mode }) => `${name} ${mode.kind}`).sort();

    const all = await namesOf(listServices(engine));
    const labelled = await namesOf(listServices(engine, 'com.docker.stack.namespace'));
    const stack = await namesOf(listStackServices(engine, 'shop'));
    const otherStack = await namesOf(listStackServices(engine, 'shop2'));

    expect(all).toEqual(['agent global', 'migrate replicated-job', 'shop_checkout replicated']);
    expect(labelled).toEqual(['shop_checkout replicated']);
    expect(stack).toEqual(['shop_checkout replicated']);
    expect(otherStack).toEqual([]);
  });

  it('lists tasks with their nodes', async () => {
    const { engine } = swarm;
    const service = await findService(engine, 'shop_checkout');
    const nodes = await listNodeNames(engine);

    const tasks = await listTasks(engine, [service?.id ?? ''], 'running');

    expect(tasks.map(({ image, state, desiredState }) => ({ image, state, desiredState }))).toEqual(
      Array(2).fill({ image: image.reference, state: 'running', desiredState: 'running' }),
    );
    expect(nodes.has(tasks[0]?.nodeId ?? '')).toBe(true);
    expect(await listTasks(engine, [])).toEqual([]);
  });

  it('changes a service only as it was read', async () => {
    const { engine } = swarm;
    const service = await serviceOf('agent');
    const { spec } = service;
    const labelled = { ...spec, Labels: { by: 'us' } };

    const first = await updateService(engine, service, { spec: labelled });
    const second = await updateService(engine, service, { spec });

    expect([first, second]).toEqual(['updated', 'changed-meanwhile']);
    expect((await findService(engine, 'agent'))?.labels).toEqual({ by: 'us' });
  });

  it('does not touch a specification with a number that JavaScript would round', async () => {
    const limit = 'memlock=9223372036854775807:9223372036854775807';
    await swarm.createService('locked', image.reference, ['--ulimit', limit, '--replicas', '0']);

    const locked = await serviceOf('locked');

    const refusal = await refusalOf(updateService(swarm.engine, locked, { spec: locked.spec }));

    expect(refusal).toMatchInlineSnapshot(`
      "SPECIFICATION_INEXACT (configuration)
      The specification of service locked holds the number 9223372036854775807, which we cannot keep as it is.
      Write a smaller one (-1 stands for no limit in a ulimit), or deploy this service by a target of kind \`command\`."
    `);
  });

  it('says why the engine did not do as it was asked', async () => {
    const { engine } = swarm;
    const service = await serviceOf('agent');

    const refusal = await refusalOf(updateService(engine, service, { spec: { Name: 'other' } }), {
      [service.id]: '<id>',
      [engine.address]: '<address>',
    });

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_REFUSED (unavailable)
      swarm-qa (<address>) did not do what we asked, POST /services/<id>/update (HTTP 400: mismatched Runtime and *Spec fields).
      Read the engine's own log (journalctl -u docker) at that time, then run this stage again."
    `);
  });

  it('finds nothing where there is nothing', async () => {
    const { engine } = swarm;

    expect(await findService(engine, 'shop')).toBe(undefined);
    expect(await findContainer(engine, 'none')).toBe(undefined);
    expect(await findRepoDigests(engine, 'none:1')).toBe(undefined);
  });
});
