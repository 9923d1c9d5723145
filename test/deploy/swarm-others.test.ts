import { afterAll, beforeAll, describe, it } from 'vitest';
import { swarm as target } from '../../engine/deploy/swarm.ts';
import type { DeployContext } from '../../engine/deploy/target.ts';
import { openDockerEngine } from '../../engine/docker/connect.ts';
import type { DockerEngine } from '../../engine/docker/engine.ts';
import { findService } from '../../engine/docker/services.ts';
import { shortDigest } from '../../engine/oci/digest.ts';
import { refusalOf, tools } from '../docker/engine-tools.ts';
import { hasDockerEngine, startDockerEngine } from '../support/docker-engine.ts';
import { type PublishedImage, type Swarm, startSwarm } from '../support/swarm.ts';
import { NOTHING, noSources, targetContract } from './contract.ts';
import { contextOf } from './swarm-context.ts';

/** Services come and go together here, on however slow a machine. */
const LIMIT_MS = 90_000;

describe.skipIf(!(await hasDockerEngine()))(
  'a deployment to a swarm that others change',
  { timeout: LIMIT_MS },
  () => {
    let swarm: Swarm;
    let nine: PublishedImage;
    let ten: PublishedImage;
    let other: PublishedImage;

    beforeAll(async () => {
      swarm = await startSwarm();
      nine = await swarm.publish('shop/checkout', '9');
      ten = await swarm.publish('shop/checkout', '10');
      other = await swarm.publish('by-hand/checkout', '1');
      await swarm.createService('checkout', ten.reference);
      const nowhere = ['--constraint', 'node.labels.zone==north', '--replicas', '0'];
      await swarm.createService('placeless', nine.reference, nowhere);
      await swarm.docker(['service', 'update', '--detach', '--replicas', '1', 'placeless']);
    });
    afterAll(() => swarm.close());

    /** Somebody else's update lands between our reading of a service and our own. */
    function outrun(context: DeployContext, flags: readonly string[]): DeployContext {
      let isOver = false;
      const engine: DockerEngine = {
        ...swarm.engine,
        async send(request) {
          if (request.method === 'POST' && !isOver) {
            isOver = true;
            await swarm.docker(['service', 'update', '--detach', '--no-resolve-image', ...flags]);
          }
          return swarm.engine.send(request);
        },
      };
      return { ...context, sources: { ...context.sources, engine: async () => engine } };
    }

    it.concurrent('keeps what they changed besides the image', async ({ expect }) => {
      await swarm.createService('outrun', nine.reference);
      const context = outrun(contextOf(swarm, ten), ['--env-add', 'COLOUR=green', 'outrun']);

      const outcome = await target.deploy(context, { service: 'outrun' });

      const service = await findService(swarm.engine, 'outrun');
      expect(outcome).toMatchObject({ state: 'succeeded' });
      expect(service?.spec).toMatchObject({
        TaskTemplate: { ContainerSpec: { Image: ten.reference, Env: ['COLOUR=green'] } },
      });
    });

    it.concurrent('stops where they changed the image', async ({ expect }) => {
      await swarm.createService('retaken', nine.reference);
      const context = outrun(contextOf(swarm, ten), ['--image', other.reference, 'retaken']);

      const outcome = await target.deploy(context, { service: 'retaken' });

      expect(outcome).toEqual({
        state: 'failed',
        message: `Somebody else changed the image of service retaken meanwhile, from ${nine.reference} to ${other.reference}.`,
        remedy:
          'Find out who else deploys to retaken; run this stage again if our image is the right one.',
      });
      expect((await findService(swarm.engine, 'retaken'))?.image).toBe(other.reference);
    });

    it.concurrent('notices an image that they change while it waits', async ({ expect }) => {
      await swarm.createService('taken-over', nine.reference, ['--replicas', '2']);
      const context = contextOf(swarm, ten);
      let theirs: Promise<unknown> | undefined;
      const print = () => {
        theirs ??= swarm.docker([
          ...['service', 'update', '--detach', '--no-resolve-image'],
          ...['--image', other.reference, 'taken-over'],
        ]);
      };

      const outcome = await target.deploy({ ...context, print }, { service: 'taken-over' });

      await theirs;
      expect(outcome).toMatchObject({
        state: 'failed',
        message: `Somebody else changed the image of service taken-over meanwhile, from ${ten.reference} to ${other.reference}.`,
      });
    });

    it.concurrent('leaves alone what they roll out from elsewhere, and takes the place of an earlier promotion', async ({
      expect,
    }) => {
      const slow = ['--replicas', '2', '--update-delay', '1h'];
      await swarm.createService('busy', nine.reference, slow);
      const rollOut = async (reference: string) => {
        const flags = ['--detach', '--no-resolve-image', '--image', reference];
        await swarm.docker(['service', 'update', ...flags, 'busy']);
        await swarm.until(async () => {
          const service = await findService(swarm.engine, 'busy');
          return service?.update?.state === 'updating';
        });
      };
      await rollOut(other.reference);

      const busy = await target.deploy(contextOf(swarm, ten), { service: 'busy' });
      await rollOut(nine.reference);
      await swarm.docker(['service', 'update', '--detach', '--update-delay', '0s', 'busy']);
      const free = await target.deploy(contextOf(swarm, ten), { service: 'busy' });

      expect(busy).toEqual({
        state: 'failed',
        message: `Somebody else is updating service busy to ${other.reference}, so we left it alone.`,
        remedy:
          'Wait until that update is over (docker service inspect --pretty busy), or take it back by docker service rollback busy; then run this stage again.',
      });
      expect(free).toMatchObject({
        state: 'succeeded',
        message: `Service busy runs tag 10 (${shortDigest(ten.digest)}) in 2 tasks.`,
      });
    });

    it.concurrent('does not find a service of another name', async ({ expect }) => {
      const context = contextOf(swarm, ten);

      const refusals = [
        await refusalOf(target.deploy(context, { label: 'no=such' })),
        await refusalOf(target.deploy(context, { service: 'chekout' })),
      ];

      const known = (await swarm.docker(['service', 'ls', '--format', '{{.Name}}'])).stdout;
      expect(known).toContain('checkout');
      expect(refusals[0]).toContain('There is no service labelled no=such on swarm-qa (');
      expect(refusals[1]).toMatch(
        /^SERVICE_ABSENT \(absent\)\nThere is no service chekout on swarm-qa \(unix:\S+\); it has .*checkout.*\.\nCorrect the name/,
      );
    });

    it.concurrent('wants services by name or by label, a host, and a manager', async ({
      expect,
    }) => {
      const host = await startDockerEngine();
      const address = { kind: 'unix', path: host.socket } as const;
      const lonely = await openDockerEngine('lonely', address, {}, tools);
      const context = contextOf(swarm, ten);
      const { host: _, ...nowhere } = context;
      const sources = { ...context.sources, engine: async () => lonely };
      const both = { service: 'checkout', label: 'no=such' };

      const refusals = [
        await refusalOf(target.deploy(nowhere, { service: 'checkout' })),
        await refusalOf(target.deploy(context, {})),
        await refusalOf(target.deploy(context, both)),
        await refusalOf(target.deploy({ ...context, sources }, { service: 'checkout' })),
      ];

      await lonely.close();
      await host.close();
      expect(refusals).toEqual([
        'HOST_UNNAMED (configuration)\nThis target has no `host`, and its environment has no `runsOn`.\nName a manager of the swarm in promotion.yaml.',
        'SERVICE_UNNAMED (configuration)\nA target of kind `swarm` names no service.\nWrite either `service`, a name or a list of names, or `label` in promotion.yaml.',
        'SERVICE_UNNAMED (configuration)\nA target of kind `swarm` names services by `service` and by `label`.\nWrite either `service`, a name or a list of names, or `label` in promotion.yaml.',
        `NOT_A_MANAGER (configuration)\nlonely (${lonely.address}) is no manager of a swarm (HTTP 503: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.).\nName a manager as \`host\` in promotion.yaml; \`docker node ls\` works on managers only.`,
      ]);
    });

    const sources = () => ({ engine: async () => swarm.engine });
    const timeOver = AbortSignal.abort();
    targetContract(target as never, [
      {
        settings: { service: ['checkout'], host: 'swarm-qa' },
        context: { isDryRun: true, sources: noSources(sources()) },
        state: 'succeeded',
      },
      {
        settings: { service: 'placeless', host: 'swarm-qa' },
        context: { ...NOTHING, signal: timeOver, sources: noSources(sources()) },
        state: 'failed',
      },
    ]);
  },
);
