import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasDockerEngine } from '../support/docker-engine.ts';
import { documentOf } from './answer.ts';
import { type LiveSwarm, linesOf, startLiveSwarm } from './live-swarm.ts';

const LIVE = { env: 'qa', live: true };

describe.skipIf(!(await hasDockerEngine()))('imageStatus(live: true)', () => {
  let swarm: LiveSwarm;

  beforeAll(async () => {
    swarm = await startLiveSwarm();
  });
  afterAll(() => swarm.close());

  it('says what runs where it was put', async () => {
    const { workspace, buildInQa } = await swarm.application('in/step');
    const ten = await buildInQa('10');
    await swarm.createService('in-step', ten.reference, ['--replicas', '2']);

    const text = await linesOf(workspace, 'status', { ...LIVE, drift: 'FAILURE' });
    const document = await documentOf(workspace, 'status', LIVE);

    expect(swarm.steady(text, [ten])).toMatchInlineSnapshot(`
      "in/step
        env  build  image                commit        verdict  tests
        dev  10     sha256:111111111111  9fceb02d0ae5  -        -
             since 2026-11-21 10:01 UTC (3 min ago), recorded by alice
        qa   10     sha256:111111111111  9fceb02d0ae5  -        -
             since 2026-11-21 10:03 UTC (1 min ago), promoted from dev by alice
             runs   service in-step on swarm-qa: sha256:111111111111, 2 tasks on node-1"
    `);
    expect(document).toMatchObject({
      images: [
        {
          environments: [
            { environment: 'dev' },
            {
              environment: 'qa',
              running: [
                {
                  host: 'swarm-qa',
                  service: 'in-step',
                  tasks: 2,
                  digest: ten.digest,
                  image: ten.reference,
                  state: 'running',
                },
              ],
              silent: [],
              drift: [],
            },
          ],
        },
      ],
    });
  });

  it('names what was deployed by hand, as a service or a container, and how to put it right', async () => {
    const { workspace, build, buildInQa } = await swarm.application('by/hand');
    const ten = await buildInQa('10');
    const eleven = await build('11');
    await swarm.createService('by-hand', ten.reference);
    await swarm.update('by-hand', eleven.reference);
    await swarm.run('try-out', eleven.reference);

    const text = await linesOf(workspace, 'status', LIVE);

    expect(swarm.steady(text, [ten, eleven])).toMatchInlineSnapshot(`
      "by/hand
        env  build  image                commit        verdict  tests
        dev  11     sha256:222222222222  9fceb02d0ae5  -        -
             since 2026-11-21 10:04 UTC (1 min ago), recorded by alice
        qa   10     sha256:111111111111  9fceb02d0ae5  -        -
             since 2026-11-21 10:03 UTC (2 min ago), promoted from dev by alice
             runs   service by-hand on swarm-qa: sha256:222222222222, 1 task on node-1
             runs   container try-out on swarm-qa: sha256:222222222222
             DRIFT  Service by-hand on swarm-qa runs sha256:222222222222 (qa.example.com/by/hand:11),
                    which no record put into qa, and sha256:111111111111 was put there last.
                    → Find out who deployed it. If it is to stay: promoteImage(env: 'qa', digest:
                    'sha256:2222222222222222222222222222222222222222222222222222222222222222'). To put it
                    right: docker service update --with-registry-auth by-hand --image
                    qa.example.com/by/hand-qa:10@sha256:1111111111111111111111111111111111111111111111111111111111111111
             DRIFT  Container try-out on swarm-qa runs sha256:222222222222 (qa.example.com/by/hand:11),
                    which no record put into qa, and sha256:111111111111 was put there last.
                    → Find out who deployed it. If it is to stay: promoteImage(env: 'qa', digest:
                    'sha256:2222222222222222222222222222222222222222222222222222222222222222'). To put it
                    right, start it again from
                    qa.example.com/by/hand-qa:10@sha256:1111111111111111111111111111111111111111111111111111111111111111
        dev has build 11, without a verdict; qa has build 10: 1 build behind."
    `);
  });

  it('has a note where the right image runs under another name', async () => {
    const { workspace, buildInQa } = await swarm.application('other/tag');
    const { repository, digest, reference, tag } = await buildInQa('10');
    await swarm.createService('other-tag', `${repository}:hotfix@${digest}`);

    const text = await linesOf(workspace, 'status', { ...LIVE, drift: 'FAILURE' });

    expect(swarm.steady(text, [{ repository, digest, reference, tag }])).toMatchInlineSnapshot(`
      "other/tag
        env  build  image                commit        verdict  tests
        dev  10     sha256:111111111111  9fceb02d0ae5  -        -
             since 2026-11-21 10:01 UTC (3 min ago), recorded by alice
        qa   10     sha256:111111111111  9fceb02d0ae5  -        -
             since 2026-11-21 10:03 UTC (1 min ago), promoted from dev by alice
             runs   service other-tag on swarm-qa: sha256:111111111111, 1 task on node-1
             note   Service other-tag on swarm-qa runs the right image as
                    qa.example.com/other/tag-qa:hotfix, which is no name that it has in qa.
                    → Nothing is wrong with what runs; its name misleads whoever looks at it."
    `);
  });

  it('does not call it well where a host does not answer', async () => {
    const qa = { runsOn: ['swarm-qa', 'down'] };
    const { workspace, buildInQa } = await swarm.application('host/down', { qa });
    const ten = await buildInQa('10');
    await swarm.createService('host-down', ten.reference);

    const text = await linesOf(workspace, 'status', LIVE);
    const document = await documentOf(workspace, 'status', LIVE);
    const options = { ...LIVE, drift: 'UNSTABLE' };
    const failed = await workspace.run('status', 'status', { options });

    expect(swarm.steady(text, [ten])).toMatchInlineSnapshot(`
      "host/down
        env  build  image                commit        verdict  tests
        dev  10     sha256:111111111111  9fceb02d0ae5  -        -
             since 2026-11-21 10:01 UTC (3 min ago), recorded by alice
        qa   10     sha256:111111111111  9fceb02d0ae5  -        -
             since 2026-11-21 10:03 UTC (1 min ago), promoted from dev by alice
             runs   service host-down on swarm-qa: sha256:111111111111, 1 task on node-1
             note   What runs on down is not known: No Docker engine listens at down
                    (unix:///run/none.sock) (ENOENT)."
    `);
    expect(document).toMatchObject({
      images: [{ environments: [{}, { silent: ['down'], running: [{ service: 'host-down' }] }] }],
    });
    expect(failed.exitCode).toBe(69);
    expect(await failed.file('message.txt')).toMatchInlineSnapshot(`
      "No drift was found, but not all hosts could be asked:
      - What runs on down is not known: No Docker engine listens at down (unix:///run/none.sock) (ENOENT).
      Mend the way to them, then run this stage again."
    `);
  });

  it('keeps environments apart that share a host and a repository', async () => {
    const dev = { runsOn: 'swarm-qa' };
    const qa = { repository: 'dev/{image}', tags: ['{build}-qa'] };
    const { workspace, build, buildInQa } = await swarm.application('shared/host', { dev, qa });
    const ten = await buildInQa('10');
    const eleven = await build('11');
    await swarm.createService('shared-qa', `${swarm.registry}/shared/host:10-qa@${ten.digest}`);
    await swarm.createService('shared-dev', eleven.reference);

    const text = await linesOf(workspace, 'status', { ...LIVE, drift: 'FAILURE' });

    expect(swarm.steady(text, [ten, eleven])).toMatchInlineSnapshot(`
      "shared/host
        env  build  image                commit        verdict  tests
        dev  11     sha256:222222222222  9fceb02d0ae5  -        -
             since 2026-11-21 10:04 UTC (1 min ago), recorded by alice
             runs   service shared-dev on swarm-qa: sha256:222222222222, 1 task on node-1
        qa   10     sha256:111111111111  9fceb02d0ae5  -        -
             since 2026-11-21 10:03 UTC (2 min ago), promoted from dev by alice
             runs   service shared-qa on swarm-qa: sha256:111111111111, 1 task on node-1
        dev has build 11, without a verdict; qa has build 10: 1 build behind."
    `);
  });
});
