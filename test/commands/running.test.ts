import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OCI_MANIFEST } from '../../engine/oci/media-types.ts';
import { hasDockerEngine } from '../support/docker-engine.ts';
import { createWorkspace, type Workspace } from '../support/promotion-run.ts';
import { type Swarm, startSwarm } from '../support/swarm.ts';
import { type Place, promotionYaml } from './landscape.ts';
import { succeed, unwrapped } from './steps.ts';

const ENVIRONMENTS = `
  dev: { repository: 'dev/{image}', tags: ['{build}'], runsOn: swarm-dev }
  qa: { from: dev, repository: 'prod/{image}-qa', tags: ['{build}', latest-qa] }
`;

describe.skipIf(!(await hasDockerEngine()))('What runs, as a candidate', () => {
  let swarm: Swarm;
  let place: Place;

  beforeAll(async () => {
    swarm = await startSwarm();
    place = { url: `http://${swarm.registry}`, credentials: swarm.credentials };
  });
  afterAll(() => swarm.close());

  /** A workspace for these images, of which dev has build 10 and 11 under records. */
  async function prepared(image: string, environments = ENVIRONMENTS) {
    const landscape = { dev: place, prod: place };
    const yaml = `${promotionYaml(landscape, environments, image)}hosts:\n  swarm-dev: { url: '${swarm.engine.address}' }\n`;
    const { username, password } = swarm.credentials;
    const workspace = await createWorkspace(yaml, {
      PROMOTE_IMAGE_NEXUS_DEV_USERNAME: username,
      PROMOTE_IMAGE_NEXUS_DEV_PASSWORD: password,
      PROMOTE_IMAGE_NEXUS_PROD_USERNAME: username,
      PROMOTE_IMAGE_NEXUS_PROD_PASSWORD: password,
    });
    return workspace;
  }

  async function recorded(workspace: Workspace, image: string, number: string) {
    const published = await swarm.publish(image, number);
    await succeed(workspace, 'record', 'record', {
      options: { digest: published.digest, image },
      jenkins: { buildNumber: number },
    });
    return published;
  }

  /** Puts a tag on an image, as another client would. */
  async function putTag(repository: string, digest: string, tag: string): Promise<void> {
    const { username, password } = swarm.credentials;
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    const url = (reference: string) => `${place.url}/v2/${repository}/manifests/${reference}`;
    const found = await fetch(url(digest), { headers: { authorization, accept: OCI_MANIFEST } });
    const headers = { authorization, 'content-type': OCI_MANIFEST };
    const put = await fetch(url(tag), {
      method: 'PUT',
      headers,
      body: await found.arrayBuffer(),
    });
    expect(put.status).toBe(201);
  }

  const plan = (workspace: Workspace, from: object) =>
    workspace.run('plan', 'promote-qa', { options: { env: 'qa', from } });

  it('is the digest that the tasks of a service run', async () => {
    const workspace = await prepared('run/service');
    const older = await recorded(workspace, 'run/service', '10');
    await recorded(workspace, 'run/service', '11');
    await swarm.createService('service', older.reference, ['--replicas', '2']);

    const { log, exitCode } = await plan(workspace, { service: 'service' });

    expect(exitCode, log).toBe(0);
    expect(log).toContain(`run/service ${older.digest}`);
    expect(unwrapped(log)).toContain('taken from service service on swarm-dev: 2 tasks on 1 node');
    expect(log).toContain('Tags    10 (new)');
  });

  it('is what was started, and not where the tag went since', async () => {
    const workspace = await prepared('run/moved');
    const started = await recorded(workspace, 'run/moved', '10');
    const newer = await recorded(workspace, 'run/moved', '11');
    await putTag('run/moved', started.digest, 'latest');
    await swarm.createService('moved', `${started.repository}:latest`);
    await putTag('run/moved', newer.digest, 'latest');

    const { log, exitCode } = await plan(workspace, { service: 'moved' });

    expect(exitCode, log).toBe(0);
    expect(log).toContain(`run/moved ${started.digest}`);
  });

  it('is the whole stack as one, without what is not ours', async () => {
    const workspace = await prepared(
      'shop/cart',
      ENVIRONMENTS.replace('prod/{image}-qa', 'prod/qa/{image}'),
    );
    const yaml = await workspace.read('promotion.yaml');
    await workspace.write(
      'promotion.yaml',
      yaml.replace('image: shop/cart', 'images: [shop/cart, shop/pay]'),
    );
    const stack = ['--label', 'com.docker.stack.namespace=shop'];
    for (const image of ['shop/cart', 'shop/pay']) {
      const { reference } = await recorded(workspace, image, '10');
      await swarm.createService(`stack_${image.slice(5)}`, reference, stack);
    }
    const foreign = await swarm.publish('others/database', '16');
    await swarm.createService('stack_database', foreign.reference, stack);

    const planned = await plan(workspace, { stack: 'shop' });
    const promoted = await workspace.run('promote', 'promote-qa', {
      options: { env: 'qa', from: { stack: 'shop' } },
    });

    expect(planned.exitCode, planned.log).toBe(0);
    expect(unwrapped(planned.log)).toContain(
      `stack_database runs ${foreign.reference}, which is none of the images of promotion.yaml, and was left out.`,
    );
    expect(promoted.exitCode, promoted.log).toBe(0);
    expect((await promoted.file('reference.txt'))?.split('\n')).toEqual([
      expect.stringContaining('/qa/shop/cart@sha256:'),
      expect.stringContaining('/qa/shop/pay@sha256:'),
    ]);
  });

  it('is refused where several digests run, with who runs which', async () => {
    const workspace = await prepared('run/several');
    const older = await recorded(workspace, 'run/several', '10');
    const newer = await recorded(workspace, 'run/several', '11');
    const stack = ['--label', 'com.docker.stack.namespace=several'];
    await swarm.createService('several_web', older.reference, stack);
    await swarm.createService('several_batch', newer.reference, stack);

    const { log, exitCode } = await plan(workspace, { stack: 'several' });

    expect(exitCode).toBe(20);
    expect(log).toContain('Stack several runs 2 images of run/several at once:');
    expect(log).toMatch(new RegExp(`${older.digest.slice(0, 19)}: several_web on \\S+`));
    expect(log).toMatch(new RegExp(`${newer.digest.slice(0, 19)}: several_batch on \\S+`));
  });

  it('is a container, or a Compose project, just so', async () => {
    const workspace = await prepared('run/container');
    const { reference, digest, repository } = await recorded(workspace, 'run/container', '10');
    const run = ['run', '--detach', '--network', 'host'];
    const label = ['--label', 'com.docker.compose.project=shop'];
    await swarm.docker(['pull', reference]);
    await swarm.docker(['tag', reference, `${repository}:now`]);
    await swarm.docker([...run, '--name', 'one', ...label, `${repository}:now`]);

    const one = await plan(workspace, { container: 'one' });
    const project = await plan(workspace, { project: 'shop' });

    expect(one.log).toContain(`run/container ${digest}`);
    expect(one.log).toContain('taken from container one on swarm-dev');
    expect(project.log).toContain(`run/container ${digest}`);
    expect(project.log).toContain('taken from Compose project shop on swarm-dev');
  });

  it('is refused where nothing proves which digest it is', async () => {
    const workspace = await prepared('run/local');
    const { reference, repository } = await recorded(workspace, 'run/local', '10');
    await swarm.docker(['pull', reference]);
    await swarm.docker(['create', '--name', 'seed', '--network', 'host', reference]);
    await swarm.docker(['commit', 'seed', `${repository}:10`]);
    await swarm.docker([
      'run',
      '--detach',
      '--network',
      'host',
      '--name',
      'local',
      `${repository}:10`,
    ]);

    const { log, exitCode } = await plan(workspace, { container: 'local' });

    expect(exitCode).toBe(20);
    expect(log.replaceAll(swarm.registry, 'registry.example.com')).toBe(
      `It cannot be proven which digest of registry.example.com/run/local container local runs:
  local runs registry.example.com/run/local:10
A tag may have moved since it was pulled. Deploy by digest (the \`swarm\` target does), name the host of that node in \`runsOn\`, or name the image by \`digest:\`.
`,
    );
  });

  it('is refused where it is another image, or nothing', async () => {
    const workspace = await prepared('run/other');
    const foreign = await swarm.publish('others/cache', '7');
    await swarm.createService('cache', foreign.reference);

    const other = await plan(workspace, { service: 'cache' });
    const none = await plan(workspace, { service: 'cahce' });

    const fixed = (text: string) =>
      text.replaceAll(swarm.registry, 'registry.example.com').replace(/sha256:\w+/, 'sha256:…');
    expect(other.exitCode).toBe(20);
    expect(fixed(other.log)).toBe(
      `Service cache runs registry.example.com/others/cache:7@sha256:…, which is not of registry.example.com/run/other.
Check the name, and \`repository\` and \`pullFrom\` of that environment in promotion.yaml: they say where its images are, as its hosts spell it.
`,
    );
    expect(none.exitCode).toBe(66);
    expect(none.log).toBe(
      `There is no service cahce on swarm-dev.
Check the name, and that it runs; or name the image by \`fromBuild:\`, \`digest:\` or \`tag:\`.
`,
    );
  });

  it('comes from promotion.yaml unless the step names something', async () => {
    const environments = ENVIRONMENTS.replace(
      'from: dev,',
      'from: dev, candidate: { service: usual },',
    );
    const workspace = await prepared('run/usual', environments);
    const older = await recorded(workspace, 'run/usual', '10');
    const newer = await recorded(workspace, 'run/usual', '11');
    await swarm.createService('usual', older.reference);
    const planned = (options: object) =>
      workspace.run('plan', 'promote-qa', { options: { env: 'qa', ...options } });

    const usual = await planned({});
    const named = await planned({ fromBuild: '11' });

    expect(usual.log).toContain(`run/usual ${older.digest}`);
    expect(named.log).toContain(`run/usual ${newer.digest}`);
  });
});
