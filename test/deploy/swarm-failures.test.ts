import { afterAll, beforeAll, describe, it } from 'vitest';
import { swarm as target } from '../../engine/deploy/swarm.ts';
import type { DeployContext } from '../../engine/deploy/target.ts';
import type { DockerEngine } from '../../engine/docker/engine.ts';
import { findService } from '../../engine/docker/services.ts';
import { parseDigest, shortDigest } from '../../engine/oci/digest.ts';
import { hasDockerEngine } from '../support/docker-engine.ts';
import { type PublishedImage, type Swarm, startSwarm } from '../support/swarm.ts';
import { contextOf } from './swarm-context.ts';

const NOWHERE = parseDigest(`sha256:${'c'.repeat(64)}`);
/** Services come and go together here, on however slow a machine. */
const LIMIT_MS = 90_000;

describe.skipIf(!(await hasDockerEngine()))(
  'a deployment to a swarm that goes wrong',
  { timeout: LIMIT_MS },
  () => {
    let swarm: Swarm;
    let node: string;
    let good: PublishedImage;
    let bad: PublishedImage;
    let image: string;

    beforeAll(async () => {
      swarm = await startSwarm();
      node = (await swarm.docker(['info', '--format', '{{.Name}}'])).stdout.trim();
      good = await swarm.publish('shop/checkout', '9');
      bad = await swarm.publish('shop/checkout', '10', ['/bin/sh', '-c', 'exit 3']);
      image = `tag 10 (${shortDigest(bad.digest)})`;
    });
    afterAll(() => swarm.close());

    it.concurrent('fails where Swarm pauses the update, with the words of the tasks', async ({
      expect,
    }) => {
      await swarm.createService('pausing', good.reference, ['--replicas', '2']);
      await swarm.createService('untried', good.reference);
      const paths: string[] = [];
      const engine: DockerEngine = {
        ...swarm.engine,
        send(request) {
          paths.push(request.path);
          return swarm.engine.send(request);
        },
      };

      const outcome = await target.deploy(contextOf({ ...swarm, engine }, bad), {
        service: ['pausing', 'untried'],
      });

      expect(outcome).toEqual({
        state: 'failed',
        message: `Swarm paused the update of service pausing to ${image}: task: non-zero exit (3) (${node}). Not tried: untried.`,
        remedy:
          'Look at its tasks (docker service ps --no-trunc pausing) and logs (docker service logs pausing). It stays half done: promote a sound image, or roll back.',
        replaced: good.digest,
      });
      expect((await findService(swarm.engine, 'untried'))?.image).toBe(good.reference);
      expect(paths.filter((path) => path === '/nodes')).toHaveLength(1);
    });

    it.concurrent('is rolled back where Swarm rolls the update back', async ({ expect }) => {
      const flags = ['--replicas', '2', '--update-failure-action', 'rollback'];
      await swarm.createService('rolling', good.reference, flags);

      const outcome = await target.deploy(contextOf(swarm, bad), { service: 'rolling' });

      expect(outcome).toEqual({
        state: 'rolled-back',
        message: `Swarm rolled service rolling back from ${image} to ${good.reference}: task: non-zero exit (3) (${node}).`,
        remedy:
          'Look at its tasks (docker service ps --no-trunc rolling) and logs (docker service logs rolling), and promote a sound image.',
        replaced: good.digest,
      });
    });

    it.concurrent('is not believed where Swarm calls an update completed whose tasks fail', async ({
      expect,
    }) => {
      const flags = ['--update-failure-action', 'continue'];
      await swarm.createService('continuing', good.reference, flags);
      const nowhere = `${good.repository}:11@${NOWHERE}`;
      const limit = new AbortController();
      const context = contextOf(
        swarm,
        { ...good, tag: '11', digest: NOWHERE, reference: nowhere },
        { signal: limit.signal },
      );

      const deployed = target.deploy(context, { service: 'continuing' });
      await swarm.until(async () => {
        const service = await findService(swarm.engine, 'continuing');
        return service?.update?.state === 'completed';
      });
      const problem = await target.findProblem?.(context, { service: 'continuing' });
      limit.abort();

      expect(await deployed).toMatchObject({
        state: 'failed',
        message: `Service continuing did not come to run tag 11 (sha256:cccccccccccc) in time: 0 of 1 task run it; No such image: ${nowhere} (${node}).`,
      });
      expect(problem).toBe(
        `0 of 1 task of service continuing run it: No such image: ${nowhere} (${node})`,
      );
    });

    it.concurrent('says what it was waiting for when the time was over', async ({ expect }) => {
      const other = await swarm.publish('shop/checkout', '11');
      await swarm.createService('placeless', good.reference);
      const nowhere = ['--detach', '--constraint-add', 'node.labels.zone==north'];
      const context = untilTold(contextOf(swarm, other), 'no suitable node');

      const first = target.deploy(context, { service: 'placeless' });
      await swarm.docker(['service', 'update', ...nowhere, 'placeless']);

      expect(await first).toMatchObject({
        state: 'failed',
        message: `Service placeless did not come to run tag 11 (${shortDigest(other.digest)}) in time: 0 of 1 task run it; no suitable node (scheduling constraints not satisfied on 1 node).`,
      });
    });

    it.concurrent('tells where to look when nodes may not pull, and goes on once they may', async ({
      expect,
    }) => {
      const secret = await swarm.publish('shop/secret', '10');
      await swarm.createService('shut-out', good.reference);
      const context = contextOf(swarm, secret);
      const sources = {
        ...context.sources,
        pullCredentials: async () => ({ username: 'nodes', password: 'guessed' }),
      };

      const refused = await target.deploy({ ...context, sources }, { service: 'shut-out' });
      const again = await target.deploy(context, { service: 'shut-out' });

      expect(refused).toEqual({
        state: 'failed',
        message: `Swarm paused the update of service shut-out to tag 10 (${shortDigest(secret.digest)}): No such image: ${secret.reference} (${node}).`,
        remedy: `Check on the nodes that they reach ${secret.repository} (docker pull says why not), and that the credentials of its registry in promotion.yaml let them in. It stays half done: promote a sound image, or roll back.`,
        replaced: good.digest,
      });
      expect(again).toEqual({
        state: 'succeeded',
        message: `Service shut-out runs tag 10 (${shortDigest(secret.digest)}) in 1 task.`,
        replaced: good.digest,
      });
    });
  },
);

/** The time limit ends when a line with these words is printed. */
function untilTold(context: DeployContext, words: string): DeployContext {
  const limit = new AbortController();
  const print = (line: string) => {
    if (line.includes(words)) limit.abort();
  };
  return { ...context, signal: limit.signal, print };
}
