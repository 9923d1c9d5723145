import { afterAll, beforeAll, describe, it } from 'vitest';
import { swarm as target } from '../../engine/deploy/swarm.ts';
import { findService } from '../../engine/docker/services.ts';
import { type RunningImage, whatRuns } from '../../engine/docker/what-runs.ts';
import { shortDigest } from '../../engine/oci/digest.ts';
import { hasDockerEngine } from '../support/docker-engine.ts';
import { type PublishedImage, type Swarm, startSwarm } from '../support/swarm.ts';
import { noSources, targetContract } from './contract.ts';
import { engineThatRuns } from './engine-that.ts';
import { contextOf } from './swarm-context.ts';

const usual = {
  host: 'swarm-uat',
  sources: noSources({ engine: async () => engineThatRuns('nexus.example.com/shop/checkout:9') }),
};
targetContract(target, [
  { settings: { service: 'checkout' }, context: { ...usual, isDryRun: true }, state: 'succeeded' },
  { settings: { service: '{name}' }, context: { ...usual, isDryRun: true }, state: 'succeeded' },
  {
    settings: { label: 'image={image}' },
    context: { ...usual, isDryRun: true },
    state: 'succeeded',
  },
  { settings: { service: 'chekcout' }, context: { ...usual, isDryRun: true }, state: 'failed' },
  { settings: { service: ['checkout', 'cart'] }, context: usual, state: 'failed' },
  { settings: {}, context: usual, state: 'failed' },
]);

/** Services come and go together here, on however slow a machine. */
const LIMIT_MS = 90_000;

describe.skipIf(!(await hasDockerEngine()))('the target swarm', { timeout: LIMIT_MS }, () => {
  let swarm: Swarm;
  let nine: PublishedImage;
  let ten: PublishedImage;

  beforeAll(async () => {
    swarm = await startSwarm();
    nine = await swarm.publish('shop/checkout', '9');
    ten = await swarm.publish('shop/checkout', '10');
  });
  afterAll(() => swarm.close());

  async function runningDigests(service: string) {
    const running = await whatRuns(swarm.engine, { service });
    return running?.map(({ digest, state, repoDigests }: RunningImage) => [
      digest,
      state,
      ...repoDigests,
    ]);
  }

  it.concurrent('updates a service to the digest, keeps the rest, and waits until each task runs it', async ({
    expect,
  }) => {
    const flags = [
      '--replicas',
      '3',
      '--env',
      'COLOUR=blue',
      '--label',
      'com.docker.stack.image=shop:9',
    ];
    await swarm.createService('three', nine.reference, [...flags, '--update-parallelism', '0']);
    const before = await findService(swarm.engine, 'three');
    const context = contextOf(swarm, ten);

    const outcome = await target.deploy(context, { service: 'three' });

    const after = await findService(swarm.engine, 'three');
    expect(outcome).toEqual({
      state: 'succeeded',
      message: `Service three runs tag 10 (${shortDigest(ten.digest)}) in 3 tasks.`,
      replaced: nine.digest,
    });
    const ran = [ten.digest, 'running', `${ten.repository}@${ten.digest}`];
    expect(await runningDigests('three')).toEqual([ran, ran, ran]);
    expect(JSON.stringify(after?.spec)).toBe(
      JSON.stringify(before?.spec).replace(nine.reference, ten.reference),
    );
    expect(context.printed[0]).toBe('three: 0 of 3 tasks done');
  });

  it.concurrent('leaves a service alone that runs the digest already, under whatever tag', async ({
    expect,
  }) => {
    const { repository, digest } = ten;
    await swarm.createService('there', `${repository}:other@${digest}`);
    const before = await findService(swarm.engine, 'there');
    const context = contextOf(swarm, ten);

    const outcome = await target.deploy(context, { service: 'there' });

    expect(outcome).toEqual({
      state: 'succeeded',
      message: `Service there runs tag 10 (${shortDigest(digest)}) in 1 task.`,
    });
    expect((await findService(swarm.engine, 'there'))?.version).toBe(before?.version);
    expect(context.printed).toEqual([]);
  });

  it.concurrent('pins a service that named no digest, and does not say what it replaced', async ({
    expect,
  }) => {
    await swarm.createService('unpinned', `${nine.repository}:9`);

    const outcome = await target.deploy(contextOf(swarm, ten), { service: 'unpinned' });

    expect(outcome).toEqual({
      state: 'succeeded',
      message: `Service unpinned runs tag 10 (${shortDigest(ten.digest)}) in 1 task.`,
    });
    expect((await findService(swarm.engine, 'unpinned'))?.image).toBe(ten.reference);
  });

  it.concurrent('updates all services of a label, one after the other, and jobs to their end', async ({
    expect,
  }) => {
    const label = ['--label', 'promote=checkout'];
    await swarm.createService('label-b', nine.reference, label);
    await swarm.createService('label-a', nine.reference, [...label, '--mode', 'global']);
    await swarm.createService('label-0', nine.reference, [...label, '--replicas', '0']);
    const job = [...label, '--mode', 'replicated-job'];
    await swarm.createService('label-job', nine.reference, job, ['/bin/true']);
    await swarm.docker(['service', 'update', '--detach', '--label-rm', 'promote', 'label-b']);

    const outcome = await target.deploy(contextOf(swarm, ten), { label: 'promote=checkout' });

    const image = `tag 10 (${shortDigest(ten.digest)})`;
    expect(outcome).toMatchObject({
      message: `Service label-0 is scaled to 0; it will run ${image}. Service label-a runs ${image} in 1 task. Job label-job ran ${image} to its end.`,
      state: 'succeeded',
    });
    expect((await findService(swarm.engine, 'label-b'))?.image).toBe(nine.reference);
  });

  it.concurrent('says in a dry run what it would do, and does nothing', async ({ expect }) => {
    await swarm.createService('dry-a', nine.reference);
    await swarm.createService('dry-b', ten.reference);
    const before = await findService(swarm.engine, 'dry-a');

    const outcome = await target.deploy(contextOf(swarm, ten, { isDryRun: true }), {
      service: ['dry-a', 'dry-b'],
    });

    expect(outcome).toEqual({
      state: 'succeeded',
      message: `Service dry-a would be updated from ${nine.reference} to ${ten.reference}. Service dry-b is at tag 10 (${shortDigest(ten.digest)}) already.`,
    });
    expect((await findService(swarm.engine, 'dry-a'))?.version).toBe(before?.version);
  });

  it.concurrent('finishes what a run that was killed has begun', async ({ expect }) => {
    await swarm.createService('killed', nine.reference, ['--replicas', '2']);
    const stopped = new AbortController();
    const first = contextOf(swarm, ten, { signal: stopped.signal });
    const late = target.deploy({ ...first, print: () => stopped.abort() }, { service: 'killed' });

    const outcome = [await late, await target.deploy(contextOf(swarm, ten), { service: 'killed' })];

    expect(outcome).toEqual([
      {
        state: 'failed',
        message: expect.stringMatching(
          /^Service killed did not come to run tag 10 \(sha256:\w{12}\) in time: [01] of 2 tasks run it\.$/,
        ),
        remedy:
          'Look at its tasks (docker service ps --no-trunc killed) and logs (docker service logs killed). Swarm goes on by itself, and this stage, run again, goes on waiting; `timeout` of the target gives it longer.',
        replaced: nine.digest,
      },
      {
        state: 'succeeded',
        message: `Service killed runs tag 10 (${shortDigest(ten.digest)}) in 2 tasks.`,
        replaced: nine.digest,
      },
    ]);
  });

  it.concurrent('puts back by the engine itself what ran before', async ({ expect }) => {
    await swarm.createService('back', nine.reference);
    await target.deploy(contextOf(swarm, ten), { service: 'back' });

    const outcome = await target.restore?.(contextOf(swarm, nine), { service: 'back' });

    const service = await findService(swarm.engine, 'back');
    expect(outcome).toEqual({
      state: 'succeeded',
      message: `Service back runs tag 9 (${shortDigest(nine.digest)}) in 1 task.`,
      replaced: ten.digest,
    });
    expect([service?.update?.state, service?.image]).toEqual([
      'rollback_completed',
      nine.reference,
    ]);
  });

  it.concurrent('puts back by an update what ran earlier still, and runs no job for it', async ({
    expect,
  }) => {
    const eight = await swarm.publish('shop/checkout', '8');
    await swarm.createService('far-back', nine.reference);
    const flags = ['--mode', 'replicated-job'];
    await swarm.createService('far-job', nine.reference, flags, ['/bin/true']);
    const job = await findService(swarm.engine, 'far-job');

    const outcome = await target.restore?.(contextOf(swarm, eight), {
      service: ['far-back', 'far-job'],
    });

    expect(outcome).toMatchObject({ state: 'succeeded', replaced: nine.digest });
    expect((await findService(swarm.engine, 'far-back'))?.image).toBe(eight.reference);
    expect((await findService(swarm.engine, 'far-job'))?.version).toBe(job?.version);
  });
});
