import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { whatRuns } from '../../engine/docker/what-runs.ts';
import { hasDockerEngine } from '../support/docker-engine.ts';
import { createWorkspace, type Workspace } from '../support/promotion-run.ts';
import { type Swarm, startSwarm } from '../support/swarm.ts';
import { recordsOf, tagsOf } from './contents.ts';
import { type Place, promotionYaml } from './landscape.ts';
import { promote, succeed, unwrapped } from './steps.ts';

const ENVIRONMENTS = `
  dev:
    repository: dev/{image}
    tags: ['{build}']
    runsOn: swarm
    deploy: [{ kind: swarm, service: dev_checkout }]
  qa:
    from: dev
    candidate: { service: dev_checkout }
    repository: prod/{image}-qa
    tags: ['{build}', latest-qa]
    runsOn: swarm
    deploy: [{ kind: swarm, service: qa_checkout, timeout: 2m }]
    whenDeploymentFails: roll-back
`;
const IMAGE = 'shop/checkout';

/** One way of an image through a swarm that is dev's and qa's; each step goes on where the one before ended. */
describe.skipIf(!(await hasDockerEngine()))('A swarm, told what to run', () => {
  let swarm: Swarm;
  let place: Place;
  let workspace: Workspace;
  let hour = 10;
  const digests: string[] = [];

  beforeAll(async () => {
    swarm = await startSwarm();
    place = { url: `http://${swarm.registry}`, credentials: swarm.credentials };
    for (const name of ['dev_checkout', 'qa_checkout']) {
      const first = await swarm.publish('others/placeholder', '0');
      await swarm.createService(name, first.reference, ['--update-failure-action', 'rollback']);
    }
  });
  afterAll(() => swarm.close());
  beforeEach(async () => {
    workspace = await workspaceOn(swarm, place, `2026-11-21T${hour}:00:00Z`);
    hour += 1;
  });

  const runs = async (service: string) => {
    const tasks = (await whatRuns(swarm.engine, { service })) ?? [];
    return [...new Set(tasks.map(({ digest }) => digest))];
  };

  async function built(number: string, command?: readonly string[]): Promise<string> {
    const published = await swarm.publish(IMAGE, number, command);
    digests.push(published.digest);
    const step = { options: { digest: published.digest }, jenkins: { buildNumber: number } };
    const { log } = await succeed(workspace, 'record', 'record', step);
    expect(log).toContain('Deployed: service dev_checkout on swarm: ');
    return published.digest;
  }

  it('runs in dev what was recorded there, and in qa what dev runs', {
    timeout: 60_000,
  }, async () => {
    const digest = await built('10');

    const { log } = await promote(workspace, 'qa', { jenkins: { buildNumber: '99' } });

    expect(unwrapped(log)).toContain('Deployed: service qa_checkout on swarm: ');
    expect(await runs('dev_checkout')).toEqual([digest]);
    expect(await runs('qa_checkout')).toEqual([digest]);
    expect(await recordsOf(place, `${IMAGE}-qa`)).toContain('deployment-succeeded');
    const [task] = (await whatRuns(swarm.engine, { service: 'qa_checkout' })) ?? [];
    expect(task?.image).toBe(`${swarm.registry}/${IMAGE}-qa:10@${digest}`);
  });

  it('goes on from build to build', { timeout: 60_000 }, async () => {
    const digest = await built('11');

    await promote(workspace, 'qa');

    expect(await runs('qa_checkout')).toEqual([digest]);
  });

  it('takes tags back too where tasks fail', { timeout: 90_000 }, async () => {
    // In dev it lives just long enough to be promoted.
    const broken = await swarm.publish(IMAGE, '12', ['/bin/sh', '-c', 'sleep 0.2; exit 3']);
    const step = { options: { digest: broken.digest }, jenkins: { buildNumber: '12' } };
    await workspace.run('record', 'record', step);
    const input = { options: { env: 'qa', digest: broken.digest } };
    await succeed(workspace, 'plan', 'promote-qa', input);

    const failed = await workspace.run('promote', 'promote-qa', input);

    const [, before] = digests;
    expect(failed.exitCode).toBe(69);
    expect(unwrapped(failed.log)).toContain('non-zero exit (3)');
    expect(failed.log).toMatch(
      /shop\/checkout in qa went back to sha256:[0-9a-f]{12}, its hosts too\./,
    );
    expect((await tagsOf(place, `${IMAGE}-qa`))['latest-qa']).toBe(before);
    expect(await runs('qa_checkout')).toEqual([before]);
  });

  it('goes back with rollbackImage', { timeout: 60_000 }, async () => {
    const [first] = digests;
    const options = { env: 'qa', reason: 'totals are wrong', by: 'carol', fromBuild: '10' };

    const { log } = await succeed(workspace, 'rollback', 'rollback-qa', { options });

    expect(unwrapped(log)).toContain('Deployed: service qa_checkout on swarm: ');
    expect((await tagsOf(place, `${IMAGE}-qa`))['latest-qa']).toBe(first);
    expect(await runs('qa_checkout')).toEqual([first]);
  });
});

function workspaceOn(
  { engine, credentials }: Swarm,
  place: Place,
  startsAt: string,
): Promise<Workspace> {
  const yaml = promotionYaml({ dev: place, prod: place }, ENVIRONMENTS, IMAGE);
  const { username, password } = credentials;
  const env = {
    PROMOTE_IMAGE_NEXUS_DEV_USERNAME: username,
    PROMOTE_IMAGE_NEXUS_DEV_PASSWORD: password,
    PROMOTE_IMAGE_NEXUS_PROD_USERNAME: username,
    PROMOTE_IMAGE_NEXUS_PROD_PASSWORD: password,
  };
  const hosts = `hosts:\n  swarm: { url: '${engine.address}' }\n`;
  return createWorkspace(`${yaml}${hosts}`, env, { startsAt });
}
