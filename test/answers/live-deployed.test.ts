import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasDockerEngine } from '../support/docker-engine.ts';
import { driftIn, type LiveSwarm, startLiveSwarm } from './live-swarm.ts';

describe.skipIf(!(await hasDockerEngine()))('drift after a deployment by Swarm', () => {
  let swarm: LiveSwarm;

  beforeAll(async () => {
    swarm = await startLiveSwarm();
  });
  afterAll(() => swarm.close());

  it('is an update that Swarm rolled back', async () => {
    const { workspace, buildInQa } = await swarm.application('rolled/back');
    const ten = await buildInQa('10');
    const rollback = ['--update-failure-action', 'rollback'];
    await swarm.createService('rolled-back', ten.reference, rollback);
    const eleven = await buildInQa('11', ['false']);
    await swarm.beginUpdate('rolled-back', eleven.reference);
    await swarm.runs('rolled-back', ten.reference);

    const drift = await driftIn(workspace);

    expect(swarm.steady(drift, [ten, eleven])).toMatchInlineSnapshot(`
      "rolled-back-by-swarm: Swarm rolled service rolled-back on swarm-qa back to sha256:111111111111 (rollback completed).
      docker service ps --no-trunc rolled-back says why. Promote a sound image, or make the records say what runs: rollbackImage(env: 'qa', reason: '…')."
    `);
  });

  it('is what was to run, and does not', async () => {
    const deploy = [{ kind: 'swarm', service: 'not-running' }];
    const { workspace, buildInQa } = await swarm.application('not/running', { qa: { deploy } });
    const before = await swarm.publish('not/running-qa', '9');
    await swarm.createService('not-running', before.reference);
    const ten = await buildInQa('10');
    await swarm.docker(['service', 'rm', 'not-running']);

    const drift = await driftIn(workspace);

    expect(swarm.steady(drift, [ten])).toMatchInlineSnapshot(`
      "not-running: Nothing on swarm-qa runs this image, and sha256:111111111111 was put into qa and is to run there.
      Check \`runsOn\` and \`deploy\` of qa in promotion.yaml, and whether somebody removed the service."
    `);
  });
});
