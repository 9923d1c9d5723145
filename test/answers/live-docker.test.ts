import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasDockerEngine } from '../support/docker-engine.ts';
import { driftIn, type LiveSwarm, linesOf, startLiveSwarm } from './live-swarm.ts';

describe.skipIf(!(await hasDockerEngine()))('a host that manages no swarm', () => {
  let host: LiveSwarm;

  beforeAll(async () => {
    host = await startLiveSwarm();
    await host.docker(['swarm', 'leave', '--force']);
  });
  afterAll(() => host.close());

  it('is asked for its containers', async () => {
    const { workspace, build, buildInQa } = await host.application('in/containers');
    const ten = await buildInQa('10');
    const eleven = await build('11');
    await host.run('shop', ten.reference);
    await host.run('try-out', eleven.reference);
    await host.run('gone', eleven.reference);
    await host.docker(['kill', 'gone']);

    const text = await linesOf(workspace, 'status', { env: 'qa', live: true });

    expect(host.steady(text, [ten, eleven])).toMatchInlineSnapshot(`
      "in/containers
        env  build  image                commit        verdict  tests
        dev  11     sha256:222222222222  9fceb02d0ae5  -        -
             since 2026-11-21 10:04 UTC (1 min ago), recorded by alice
        qa   10     sha256:111111111111  9fceb02d0ae5  -        -
             since 2026-11-21 10:03 UTC (2 min ago), promoted from dev by alice
             runs   container shop on swarm-qa: sha256:111111111111
             runs   container try-out on swarm-qa: sha256:222222222222
             DRIFT  qa runs 2 images at once: sha256:111111111111 (container shop on swarm-qa),
                    sha256:222222222222 (container try-out on swarm-qa).
                    → An update was cut short or paused, or not all that run it were told. Bring all of
                    them to one image.
             DRIFT  Container try-out on swarm-qa runs sha256:222222222222
                    (qa.example.com/in/containers:11), which no record put into qa, and
                    sha256:111111111111 was put there last.
                    → Find out who deployed it. If it is to stay: promoteImage(env: 'qa', digest:
                    'sha256:2222222222222222222222222222222222222222222222222222222222222222'). To put it
                    right, start it again from
                    qa.example.com/in/containers-qa:10@sha256:1111111111111111111111111111111111111111111111111111111111111111
        dev has build 11, without a verdict; qa has build 10: 1 build behind."
    `);
  });

  it('knows which image a tag was when a container was started from it', async () => {
    const { workspace, buildInQa } = await host.application('by/tag');
    const ten = await buildInQa('10');
    await host.run('by-tag', `${ten.repository}:latest-qa`);
    const eleven = await buildInQa('11');

    const drift = await driftIn(workspace);

    expect(host.steady(drift, [ten, eleven])).toMatchInlineSnapshot(`
      "not-rolled-out: Container by-tag on swarm-qa still runs sha256:111111111111, which was in qa before, and sha256:222222222222 was put there last.
      Nothing in promotion.yaml deploys here, so whoever does is late. To put it right, start it again from qa.example.com/by/tag-qa:11@sha256:2222222222222222222222222222222222222222222222222222222222222222"
    `);
  });
});
