import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { succeed } from '../commands/steps.ts';
import { hasDockerEngine } from '../support/docker-engine.ts';
import { driftIn, type LiveSwarm, linesOf, startLiveSwarm } from './live-swarm.ts';

const LIVE = { env: 'qa', live: true };

describe.skipIf(!(await hasDockerEngine()))('drift between records and hosts', () => {
  let swarm: LiveSwarm;

  beforeAll(async () => {
    swarm = await startLiveSwarm();
  });
  afterAll(() => swarm.close());

  it('is an image that was not rolled out, since its deployment failed', async () => {
    const deploy = [{ kind: 'command', name: 'hosts', run: ['grep', '-q', 'up', 'hosts.txt'] }];
    const { workspace, build, buildInQa } = await swarm.application('not/rolled', {
      qa: { deploy },
    });
    await workspace.write('hosts.txt', 'up');
    const ten = await buildInQa('10');
    await swarm.createService('not-rolled', ten.reference);
    await workspace.write('hosts.txt', 'down');
    const eleven = await build('11');
    const options = { env: 'qa', fromBuild: '11' };
    await succeed(workspace, 'plan', 'promote-qa', { options });
    const promoted = await workspace.run('promote', 'promote-qa', { options });

    const text = await linesOf(workspace, 'status', LIVE);

    expect(promoted.exitCode).toBe(69);
    expect(swarm.steady(text, [ten, eleven])).toMatchInlineSnapshot(`
      "not/rolled
        env  build  image                commit        verdict  tests
        dev  11     sha256:222222222222  9fceb02d0ae5  -        -
             since 2026-11-21 10:04 UTC (3 min ago), recorded by alice
        qa   11     sha256:222222222222  9fceb02d0ae5  -        -
             since 2026-11-21 10:06 UTC (1 min ago), promoted from dev by alice
             runs   service not-rolled on swarm-qa: sha256:111111111111, 1 task on node-1
             DRIFT  Service not-rolled on swarm-qa still runs sha256:111111111111, which was in qa before,
                    and sha256:222222222222 was put there last. Its deployment (hosts) failed: \`grep\`
                    ended with 1. It printed nothing.
                    → Tell the hosts again: promoteImage(env: 'qa', digest:
                    'sha256:2222222222222222222222222222222222222222222222222222222222222222')."
    `);
  });

  it('is an image that nothing rolls out', async () => {
    const { workspace, buildInQa } = await swarm.application('no/deploy');
    const ten = await buildInQa('10');
    await swarm.createService('no-deploy', ten.reference);
    const eleven = await buildInQa('11');

    const drift = await driftIn(workspace);

    expect(swarm.steady(drift, [ten, eleven])).toMatchInlineSnapshot(`
      "not-rolled-out: Service no-deploy on swarm-qa still runs sha256:111111111111, which was in qa before, and sha256:222222222222 was put there last.
      Nothing in promotion.yaml deploys here, so whoever does is late. To put it right: docker service update --with-registry-auth no-deploy --image qa.example.com/no/deploy-qa:11@sha256:2222222222222222222222222222222222222222222222222222222222222222"
    `);
  });

  it('is more than one image at once', async () => {
    const { workspace, build, buildInQa } = await swarm.application('more/images');
    const ten = await buildInQa('10');
    const eleven = await build('11');
    await swarm.createService('more-shop', ten.reference, ['--replicas', '2']);
    await swarm.createService('more-jobs', eleven.reference);

    const drift = await driftIn(workspace);

    expect(swarm.steady(drift, [ten, eleven])).toMatchInlineSnapshot(`
      "mixed: qa runs 2 images at once: sha256:222222222222 (service more-jobs on swarm-qa, 1 task on node-1), sha256:111111111111 (service more-shop on swarm-qa, 2 tasks on node-1).
      An update was cut short or paused, or not all that run it were told. Bring all of them to one image.
      deployed-by-hand: Service more-jobs on swarm-qa runs sha256:222222222222 (qa.example.com/more/images:11), which no record put into qa, and sha256:111111111111 was put there last.
      Find out who deployed it. If it is to stay: promoteImage(env: 'qa', digest: 'sha256:2222222222222222222222222222222222222222222222222222222222222222'). To put it right: docker service update --with-registry-auth more-jobs --image qa.example.com/more/images-qa:10@sha256:1111111111111111111111111111111111111111111111111111111111111111"
    `);
  });

  it('may be where nothing proves what runs', async () => {
    const { workspace, buildInQa } = await swarm.application('un/proven');
    const ten = await buildInQa('10');
    const local = `${ten.repository}:local`;
    await swarm.run('made-here', ten.reference);
    await swarm.docker(['commit', 'made-here', local]);
    await swarm.docker(['rm', '--force', 'made-here']);
    await swarm.createService('un-proven', local);

    const drift = await driftIn(workspace);

    expect(swarm.steady(drift, [ten])).toMatchInlineSnapshot(`
      "unproven: It cannot be proven which image service un-proven on swarm-qa runs: it was told qa.example.com/un/proven-qa:local, 1 task on node-1.
      A tag may have moved since it was pulled. Deploy by digest, as the target \`swarm\` does; or name the host of that node in \`runsOn\`, whose own engine knows."
    `);
  });
});
