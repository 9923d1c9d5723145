import { describe, expect, it } from 'vitest';
import { liveDriftOf } from '../../engine/answers/live-drift.ts';
import type { LiveFacts } from '../../engine/answers/live-facts.ts';
import { type Running, thingsOn } from '../../engine/answers/running.ts';
import type { RunningImage } from '../../engine/docker/what-runs.ts';
import { digestOf } from '../../engine/oci/digest.ts';
import { buildOf } from './environments.ts';

const [now, before, other] = ['now', 'before', 'other'].map((name) => digestOf(Buffer.from(name)));

const service = (more: Partial<Running>): Running => ({
  ...{ host: 'swarm-qa', kind: 'service', name: 'shop', image: 'example.com/shop:10' },
  ...{ tasks: 1, nodes: ['node-1'], state: 'running' },
  ...more,
});

const facts = (running: readonly Running[], more: Partial<LiveFacts> = {}): LiveFacts => ({
  ...{ environment: 'qa', isFirst: false, tags: ['10'], names: ['example.com/shop'] },
  ...(now !== undefined && { placed: { digest: now, record: buildOf('10', 5) } }),
  earlier: before === undefined ? [] : [before],
  deployments: [{ target: 'service shop on swarm-qa', isDone: true }],
  reference: 'example.com/shop:10@sha256:f0',
  ...{ hosts: ['swarm-qa'], isHostSilent: false, running, idle: [] },
  ...more,
});

const told = (all: LiveFacts) =>
  liveDriftOf(all).map(({ kind, because, remedy }) =>
    `${kind}: ${because} → ${remedy}`.replace(/sha256:[0-9a-f]+/g, 'sha256:…'),
  );

describe('what hosts run, against the records,', () => {
  it('is one thing while a service is updated', () => {
    const update = { state: 'updating', message: '' } as const;
    const running = [
      service({ ...(now && { digest: now }), tasks: 2, nodes: ['node-1', 'node-2'], update }),
      service({ ...(before && { digest: before }), nodes: ['node-3'], update }),
    ];

    expect(told(facts(running))).toEqual([
      'mixed: qa runs 2 images at once: sha256:… (service shop on swarm-qa, 2 tasks on node-1, node-2), sha256:… (service shop on swarm-qa, 1 task on node-3). → An update is under way: ask again when it has converged.',
    ]);
  });

  it('is late where Swarm paused the update, or somebody went back', () => {
    const digest = before === undefined ? {} : { digest: before };
    const paused = service({ ...digest, update: { state: 'paused', message: 'task failed' } });

    expect(told(facts([paused]))).toEqual([
      'not-rolled-out: Service shop on swarm-qa still runs sha256:…, which was in qa before, and sha256:… was put there last. Swarm paused its update. A record says that it did run here, so somebody went back, or it is still on its way. → To put it right: docker service update --with-registry-auth shop --image example.com/shop:10@sha256:…',
    ]);
  });

  it('is a rollback that Swarm could not end', () => {
    const update = { state: 'rollback_paused', message: 'rollback paused due to failure' } as const;
    const running = service({ ...(other && { digest: other }), update });

    expect(told(facts([running]))).toEqual([
      "rolled-back-by-swarm: Swarm stopped half way when it rolled service shop on swarm-qa back to sha256:… (rollback paused due to failure). → docker service ps --no-trunc shop says why. Promote a sound image, or make the records say what runs: rollbackImage(env: 'qa', reason: '…').",
    ]);
  });

  it('is nothing where a service has no task that runs, unless a host is silent', () => {
    const update = { state: 'rollback_completed', message: 'rollback completed' } as const;
    const idle = [{ host: 'swarm-qa', name: 'shop', update }];

    expect(told(facts([], { idle }))).toEqual([
      'not-running: No task of service shop on swarm-qa runs; Swarm says: rollback completed. → docker service ps --no-trunc shop says why.',
    ]);
    expect(told(facts([], { isHostSilent: true }))).toEqual([]);
  });

  it('was deployed by hand where nothing was put', () => {
    const {
      placed: _,
      reference: __,
      ...nothing
    } = facts([service({ ...(other && { digest: other }) })]);

    const [drift] = told({ ...nothing, isFirst: true });

    expect(drift).toBe(
      "deployed-by-hand: Service shop on swarm-qa runs sha256:… (example.com/shop:10), which no record put into qa, and no record says that anything was. → Find out who deployed it. If it is to stay: recordImage(env: 'qa', digest: 'sha256:…').",
    );
  });
});

describe('a task', () => {
  const image = 'example.com/shop:10';
  const task = { name: 'shop', id: 't1', node: 'node-2', state: 'running', image, repoDigests: [] };
  const container: RunningImage = {
    ...{ name: 'shop.1.t1', id: 'c1', state: 'running', image, task: 't1' },
    ...{ imageId: 'sha256:config', repoDigests: ['example.com/shop@sha256:known'] },
  };
  const worker = {
    host: 'node-2',
    isManager: false,
    services: [],
    tasks: [],
    containers: [container],
  };
  const manager = { ...worker, host: 'swarm-qa', isManager: true, tasks: [task] };

  it('is there once, with what the engine of its own node knows', () => {
    const things = thingsOn([{ ...manager, containers: [] }, worker]);

    expect(things).toEqual([
      {
        host: 'swarm-qa',
        kind: 'service',
        one: {
          ...task,
          imageId: 'sha256:config',
          repoDigests: ['example.com/shop@sha256:known'],
        },
      },
    ]);
  });

  it('is its container where no manager is asked', () => {
    expect(thingsOn([worker])).toEqual([{ host: 'node-2', kind: 'container', one: container }]);
  });

  it('is none any more where its manager wants another', () => {
    expect(thingsOn([{ ...manager, tasks: [] }])).toEqual([]);
  });
});
