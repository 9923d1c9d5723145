import { describe, expect, it } from 'vitest';
import { judgeRollout } from '../../engine/deploy/swarm/judge-rollout.ts';
import type { Service } from '../../engine/docker/service.ts';
import type { Task } from '../../engine/docker/tasks.ts';
import { parseDigest } from '../../engine/oci/digest.ts';

const NEW = parseDigest(`sha256:${'b'.repeat(64)}`);
const NEW_IMAGE = `nexus.example.com/shop:10@${NEW}`;
const OLD_IMAGE = `nexus.example.com/shop:9@sha256:${'a'.repeat(64)}`;

function service(some: Partial<Service>): Service {
  const mode = { kind: 'replicated', replicas: 2 } as const;
  return {
    ...{ id: 's', name: 'shop', version: 9, image: NEW_IMAGE, labels: {}, mode, spec: {} },
    ...some,
  };
}

function task(some: Partial<Task> = {}): Task {
  const states = { desiredState: 'running', state: 'running' };
  return { id: 't', serviceId: 's', version: 10, image: NEW_IMAGE, ...states, ...some };
}

const updating = (state: NonNullable<Service['update']>['state']) => ({
  update: { state, message: '' },
});

describe('a rollout', () => {
  it('is done when every replica runs the image, and Swarm is not updating', () => {
    const both = [task(), task()];
    const old = task({ image: OLD_IMAGE, desiredState: 'shutdown' });

    expect(judgeRollout(service({}), [...both, old], NEW).kind).toBe('done');
    expect(judgeRollout(service(updating('completed')), both, NEW).kind).toBe('done');
    expect(judgeRollout(service(updating('rollback_completed')), both, NEW).kind).toBe('done');
    expect(judgeRollout(service(updating('updating')), both, NEW).kind).toBe('under-way');
  });

  it('is under way while a replica is missing, not up yet, or of another image', () => {
    const starting = task({ state: 'starting' });
    const old = task({ image: OLD_IMAGE });
    const completed = service(updating('completed'));

    expect([
      judgeRollout(service({}), [task()], NEW),
      judgeRollout(completed, [task(), starting], NEW),
      judgeRollout(service({}), [task(), task(), old], NEW),
    ]).toEqual([
      { kind: 'under-way', running: 1, wanted: 2 },
      { kind: 'under-way', running: 1, wanted: 2 },
      { kind: 'under-way', running: 2, wanted: 2 },
    ]);
  });

  it('is done without a task where none is wanted', () => {
    const scaledDown = service({ mode: { kind: 'replicated', replicas: 0 } });
    const global = service({ mode: { kind: 'global' } });

    expect(judgeRollout(scaledDown, [], NEW).kind).toBe('done');
    expect(judgeRollout(global, [], NEW).kind).toBe('done');
  });

  it('of a global service is done when all tasks that Swarm wants run the image', () => {
    const global = service({ mode: { kind: 'global' } });

    expect(judgeRollout(global, [task(), task()], NEW).kind).toBe('done');
    expect(judgeRollout(global, [task(), task({ image: OLD_IMAGE })], NEW)).toEqual({
      kind: 'under-way',
      running: 1,
      wanted: 2,
    });
  });

  it('of a job is done when its present run has ended well, as often or on as many nodes as it should', () => {
    const ended = task({ desiredState: 'complete', state: 'complete', iteration: 1 });
    const open = task({ ...ended, state: 'running', nodeId: 'n2' });
    const earlier = { ...ended, iteration: 0 };
    const job = service({ mode: { kind: 'replicated-job', completions: 2, iteration: 1 } });
    const everywhere = service({ mode: { kind: 'global-job', iteration: 1 } });

    expect(judgeRollout(job, [ended, ended], NEW).kind).toBe('done');
    expect(judgeRollout(job, [ended, earlier], NEW).kind).toBe('under-way');
    expect(judgeRollout(everywhere, [{ ...ended, nodeId: 'n1' }], NEW).kind).toBe('done');
    expect(judgeRollout(everywhere, [{ ...ended, nodeId: 'n1' }, open], NEW).kind).toBe(
      'under-way',
    );
    expect(judgeRollout(everywhere, [], NEW).kind).toBe('under-way');
  });

  it('is what Swarm makes of it where it stops or goes back', () => {
    const went = (state: NonNullable<Service['update']>['state']) =>
      service({ ...updating(state), image: OLD_IMAGE });

    expect([
      judgeRollout(service(updating('paused')), [], NEW).kind,
      judgeRollout(went('rollback_started'), [], NEW).kind,
      judgeRollout(went('rollback_completed'), [], NEW).kind,
      judgeRollout(went('rollback_paused'), [], NEW).kind,
    ]).toEqual(['paused', 'rolling-back', 'rolled-back', 'paused']);
  });

  it('is changed where the service names another image, whoever paused or completed that', () => {
    const other = (some: Partial<Service>) =>
      judgeRollout(service({ image: OLD_IMAGE, ...some }), [task(), task()], NEW).kind;

    expect([other({}), other(updating('updating')), other(updating('paused'))]).toEqual([
      'changed',
      'changed',
      'changed',
    ]);
  });
});
