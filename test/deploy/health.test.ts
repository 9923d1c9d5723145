import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { HealthRequest } from '../../engine/deploy/health.ts';
import { deployTo, type PreviousImage } from '../../engine/deploy/run-targets.ts';
import type { DeployContext, DeployTarget } from '../../engine/deploy/target.ts';
import { parseDigest } from '../../engine/oci/digest.ts';
import { createTestClock } from '../http/clock.ts';
import { startService } from '../support/services/service.ts';
import { openWeb } from '../support/services/web.ts';
import { NOTHING, noSources } from './contract.ts';
import { named, targetThat } from './target-that.ts';

const MINUTE_MS = 60_000;
let clock = createTestClock();
/** Whether the application is well, this long after it was deployed. */
let isWell: (afterMs: number) => boolean;
const application = await startService(() => {
  const status = isWell(clock.now().getTime() - Date.UTC(2026, 0, 1)) ? 204 : 404;
  return { status, type: 'text/plain', body: status === 204 ? '' : 'starting' };
});
const web = openWeb();
afterAll(() => Promise.all([application.close(), web.close()]));
beforeEach(() => {
  clock = createTestClock();
  application.fail(undefined);
  deployed.length = 0;
});

const digest = parseDigest(`sha256:${'b'.repeat(64)}`);
const previous: PreviousImage = {
  digest,
  tag: '9-uat',
  reference: `nexus.example.com/shop/checkout:9-uat@${digest}`,
};
const health: HealthRequest = {
  url: `${application.url.href}health/{environment}`,
  withinMs: 2 * MINUTE_MS,
  soakMs: 10 * MINUTE_MS,
};
const asked = `GET ${application.url.host}/health/uat`;
const deployed: string[] = [];
const target = targetThat('swarm', async ({ tag, key }) => {
  deployed.push(`${tag} ${key}`);
  return { state: 'succeeded', message: `It runs ${tag}.` };
});

async function deploy(
  { of = target, ...request }: Partial<HealthRequest> & { readonly of?: DeployTarget<never> },
  more: Partial<DeployContext> = {},
  earlier?: PreviousImage,
) {
  const { signal: _, ...context } = NOTHING;
  const sources = noSources({ send: web.send, clock });
  const targets = [named(of, { health: { ...health, ...request } })];
  const [deployment] = await deployTo(targets, { ...context, sources, ...more }, earlier);
  return deployment;
}

describe('the health of what was deployed', () => {
  it('may take its time to come, and then has to last', async () => {
    isWell = (afterMs) => afterMs >= MINUTE_MS;

    expect(await deploy({})).toMatchObject({ state: 'succeeded', message: 'It runs 10-uat.' });
    expect(clock.now()).toEqual(new Date(Date.UTC(2026, 0, 1) + 11 * MINUTE_MS));
    expect(clock.slept).toEqual(Array(132).fill(5_000));
  });

  it('takes the image back that does not come up', async () => {
    isWell = () => false;

    expect(await deploy({}, {}, previous)).toEqual({
      target: { kind: 'swarm', name: 'swarm on nothing' },
      state: 'rolled-back',
      message: `It was deployed, and ${asked} gave HTTP 404 (starting), still 2 minutes after the deployment. ${previous.reference} went back: It runs 9-uat.`,
      remedy: 'Look at the log of what ran in uat meanwhile, and promote an image that is well.',
    });
    expect(deployed).toEqual(['10-uat b7e1-1-d6c49778', '9-uat b7e1-1-d6c49778-back']);
  });

  it('takes the image back that does not stay well', async () => {
    isWell = (afterMs) => afterMs < 3 * MINUTE_MS;

    expect(await deploy({}, {}, previous)).toMatchObject({
      state: 'rolled-back',
      message: `It was deployed, and ${asked} gave HTTP 404 (starting), after 3 minutes in which all was well. ${previous.reference} went back: It runs 9-uat.`,
    });
  });

  it('is none where nothing answers', async () => {
    application.fail('silence');

    expect(await deploy({ withinMs: 0 }, {}, previous)).toMatchObject({
      state: 'rolled-back',
      message: expect.stringContaining(`${asked} failed: `),
    });
  });

  it.each([
    ['nothing is known that ran before', undefined],
    ['the same ran before', { ...previous, digest: NOTHING.digest }],
  ])('leaves the image where %s', async (_, earlier) => {
    isWell = () => false;

    expect(await deploy({ withinMs: MINUTE_MS }, {}, earlier)).toEqual({
      target: { kind: 'swarm', name: 'swarm on nothing' },
      state: 'failed',
      message: `It was deployed, and ${asked} gave HTTP 404 (starting), still 1 minute after the deployment. No other image is known that could go back.`,
      remedy:
        'Look at the log of what runs in uat; promote an image that is well, or roll back to one (rollbackImage).',
    });
    expect(deployed).toEqual(['10-uat b7e1-1-d6c49778']);
  });

  it('lets the target put back what ran before, in its own way', async () => {
    isWell = () => false;
    const of = targetThat(
      'swarm',
      async () => ({ state: 'succeeded', message: 'It runs.', replaced: digest }),
      {
        restore: async ({ tag }) => ({
          state: 'failed',
          message: `swarm-uat has no ${tag}.`,
          remedy: 'Update it by hand.',
        }),
      },
    );

    expect(await deploy({ of, withinMs: 0 }, {}, previous)).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/ did not go back: swarm-uat has no 9-uat\.$/),
      remedy: 'Update it by hand.',
      replaced: digest,
    });
  });

  it('is asked of the target, too, where it can tell', async () => {
    isWell = () => true;
    const of = targetThat('swarm', target.deploy as () => ReturnType<typeof target.deploy>, {
      findProblem: async () => '1 of 3 tasks of shop_checkout failed',
    });

    expect(await deploy({ of }, {}, previous)).toMatchObject({
      state: 'rolled-back',
      message: expect.stringContaining('and 1 of 3 tasks of shop_checkout failed, still'),
    });
  });

  it('is not known where the target throws', async () => {
    isWell = () => true;
    const of = targetThat('swarm', async () => ({ state: 'succeeded', message: 'It runs.' }), {
      findProblem: () => Promise.reject(new Error('swarm-uat did not answer.')),
    });

    expect(await deploy({ of })).toMatchObject({
      state: 'failed',
      message:
        'It was deployed, and it could not be told whether all is well: swarm-uat did not answer, still 2 minutes after the deployment. No other image is known that could go back.',
    });
  });

  it('deploys nothing where nobody could be asked, or the address is none', async () => {
    const { url: __, ...silent } = health;

    const nobody = await deployNothing(silent);
    const nowhere = await deployNothing({ ...health, url: 'https://{image}' });

    expect(nobody).toMatchObject({
      state: 'failed',
      message:
        'It could not be deployed: `health` of swarm has no `url`, and a target of this kind cannot tell by itself whether all is well.',
    });
    expect(nowhere).toMatchObject({
      message:
        'It could not be deployed: Filled in, https://{image} becomes https://shop%2Fcheckout, which is another address than it looks.',
    });
    expect(deployed).toEqual([]);
  });

  it('is not asked for in a dry run', async () => {
    isWell = () => false;

    expect(await deploy({}, { isDryRun: true }, previous)).toMatchObject({ state: 'succeeded' });
    expect(application.requests).toEqual([]);
  });
});

async function deployNothing(wanted: HealthRequest) {
  const { signal: _, ...context } = NOTHING;
  return (await deployTo([named(target, { health: wanted })], context))[0];
}
