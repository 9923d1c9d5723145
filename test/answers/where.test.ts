import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nexusLandscape, workspaceIn } from '../commands/landscape.ts';
import { buildInQa, succeed } from '../commands/steps.ts';
import { hasDockerEngine } from '../support/docker-engine.ts';
import { buildImage } from '../support/images/build-image.ts';
import { buildBusyboxImage } from '../support/images/busybox-image.ts';
import { pushImage } from '../support/images/push-image.ts';
import { documentOf } from './answer.ts';
import { type LiveSwarm, linesOf, startLiveSwarm } from './live-swarm.ts';

describe.skipIf(!(await hasDockerEngine()))('whereImage', () => {
  let swarm: LiveSwarm;

  beforeAll(async () => {
    swarm = await startLiveSwarm();
  });
  afterAll(() => swarm.close());

  it('says of a revoked image where it still is and runs, and what to do', async () => {
    const qa = { deploy: [{ kind: 'command', run: ['true'] }] };
    const { workspace, build, buildInQa } = await swarm.application('was/revoked', { qa });
    const ten = await buildInQa('10');
    await build('11');
    await swarm.createService('revoked', ten.reference, ['--replicas', '2']);
    await swarm.run('tried-out', `${swarm.registry}/was/revoked:10@${ten.digest}`);
    await succeed(workspace, 'verdict', 'verdict', {
      options: { is: 'revoked', by: 'carol', reason: 'Leaks memory.', digest: ten.digest },
    });

    const text = await linesOf(workspace, 'where', { digest: ten.digest });
    const document = await documentOf(workspace, 'where', { fromBuild: 10 });

    expect(swarm.steady(text, [ten])).toMatchInlineSnapshot(`
      "was/revoked sha256:1111111111111111111111111111111111111111111111111111111111111111
        build 10 of shop
        AGAINST  Revoked by carol on 2026-11-21 10:05 UTC: Leaks memory.
                 → It runs in qa. Promote a sound image to qa, or go back: rollbackImage(env: 'qa',
                 reason: '…').
        dev  there, tagged 10
             runs  not known: no host is named (\`runsOn\`)
        qa   put there last, tagged 10, latest-qa
             RUNS  service revoked on swarm-qa, 2 tasks on node-1, as qa.example.com/was/revoked-qa:10
             RUNS  container tried-out on swarm-qa, as qa.example.com/was/revoked:10"
    `);
    expect(document).toMatchObject({
      digest: ten.digest,
      against: expect.stringMatching(/^Revoked by carol on .*: Leaks memory\.$/),
      environments: [
        { environment: 'dev', isPlaced: false, repositories: [{ hasImage: true, tags: ['10'] }] },
        {
          environment: 'qa',
          isPlaced: true,
          repositories: [{ hasImage: true, tags: ['10', 'latest-qa'] }],
          running: [
            { host: 'swarm-qa', service: 'revoked', tasks: 2, digest: ten.digest },
            { host: 'swarm-qa', container: 'tried-out', tasks: 1, digest: ten.digest },
          ],
          silent: [],
        },
      ],
    });
  });

  it('finds what runs under a name of nobody, and says where it cannot know', async () => {
    const qa = { runsOn: ['swarm-qa', 'down'] };
    const { workspace, buildInQa } = await swarm.application('of/nobody', { qa });
    const ten = await buildInQa('10');
    await buildInQa('11');
    await swarm.docker(['pull', '--quiet', ten.reference]);
    await swarm.docker(['tag', ten.reference, 'mirror:1']);
    await swarm.run('mirrored', 'mirror:1');

    const text = await linesOf(workspace, 'where', { tag: '10', env: 'qa' });

    expect(swarm.steady(text, [ten])).toMatchInlineSnapshot(`
      "of/nobody sha256:1111111111111111111111111111111111111111111111111111111111111111
        build 10 of shop
        dev  there, tagged 10
             runs  not known: no host is named (\`runsOn\`)
        qa   there, tagged 10
             RUNS  container mirrored on swarm-qa, as mirror:1
             note  What runs on down is not known: No Docker engine listens at down
                   (unix:///run/none.sock) (ENOENT)."
    `);
  });

  it('takes one of its platforms for the image, as imageStatus does', async () => {
    const { workspace } = await swarm.application('of/platforms', { dev: { runsOn: 'swarm-qa' } });
    const image = await buildBusyboxImage();
    const { digest } = image.root;
    const target = { url: `http://${swarm.registry}`, credentials: swarm.credentials };
    await pushImage({ ...target, repository: 'of/platforms' }, image, ['10']);
    await succeed(workspace, 'record', 'record', { options: { digest } });
    const [platform] = image.manifests.filter((one) => one.digest !== digest);
    await swarm.run('one-platform', `${swarm.registry}/of/platforms@${platform?.digest}`);
    const runs = { running: [{ container: 'one-platform', digest }] };

    const where = await documentOf(workspace, 'where', { digest });
    const status = await documentOf(workspace, 'status', { env: 'dev', live: true });

    expect(where).toMatchObject({ environments: [runs, {}] });
    expect(status).toMatchObject({ images: [{ environments: [{ ...runs, drift: [] }] }] });
  });
});

describe('whereImage, where promotion.yaml names no host,', () => {
  const ten = buildImage({ seed: 'ten' });

  it('does not say that it runs nowhere', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildInQa(landscape, workspace, ten);

    const text = await linesOf(workspace, 'where', { digest: ten.root.digest });

    expect(text.replaceAll(ten.root.digest, 'sha256:…')).toMatchInlineSnapshot(`
      "shop/checkout sha256:…
        build 10 of shop
        dev  put there last, tagged 10
             runs  not known: no host is named (\`runsOn\`)
        qa   put there last, tagged 10, latest-qa
             runs  not known: no host is named (\`runsOn\`)
        uat  not there
             runs  not known: no host is named (\`runsOn\`)"
    `);
  });

  it('asks which image is meant', async () => {
    const workspace = await workspaceIn(await nexusLandscape());

    const { exitCode, log } = await workspace.run('where', 'where', { options: { env: 'qa' } });
    const live = await workspace.run('status', 'status', { options: { env: 'qa', live: true } });

    expect([exitCode, live.exitCode]).toEqual([64, 78]);
    expect(log).toContain("Give one of: digest: 'sha256:…', tag: '41', fromBuild: 41.");
    expect(live.log).toContain('promotion.yaml does not say where dev or qa runs');
  });
});
